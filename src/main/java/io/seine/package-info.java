/// Seine hauls long lists of URLs: downloads, decodes and saves them as one back-pressured stream.
///
/// Start reading at [Seine], then follow an item: [io.seine.source], [io.seine.schedule], [io.seine.fetch],
/// [io.seine.decode], [io.seine.save], [io.seine.record]. [io.seine.pipeline] puts them together on one page,
/// [io.seine.job] runs that under actors, with [io.seine.s3] where buckets are meant, and [io.seine.cli] is the
/// program. No package imports one that is named after it, and the six stages do not import each other.
@NullMarked
package io.seine;

import org.jspecify.annotations.NullMarked;
