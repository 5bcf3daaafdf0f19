/// The save stage: gives every result its name and puts it into the output folder, whole or not at all.
///
/// Everything is first written into `.seine/tmp` inside the output folder, which is on the same file system, and then
/// moved: so one place tells what a killed process left behind, and nothing under a final name is ever torn. What is to
/// go into a tar is moved to where it waits for the rest of its shard; the record stage, which knows when that is
/// complete, takes it from there.
///
/// Results for a bucket are put there under the same names, for which nothing has to be aside: a store shows an
/// object when all of it has arrived.
@NullMarked
package io.seine.save;

import org.jspecify.annotations.NullMarked;
