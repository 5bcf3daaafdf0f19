/// What reaches S3: objects are found, read, put and removed through Pekko Connectors S3, which nothing else knows.
///
/// The stages see an [io.seine.model.ObjectStore] and block, on threads of theirs. A list is read in pieces, not as one
/// response: whoever reads it may take hours, and no server keeps a connection open for that long. An upload that was
/// begun in parts and not ended is paid for and seen by nobody, so that whoever begins a run looks for those that a
/// killed one has left.
@NullMarked
package io.seine.s3;

import org.jspecify.annotations.NullMarked;
