package io.seine.model;

import java.nio.file.Path;
import java.util.Objects;

/// Where a list is.
public sealed interface Place {

    /// In a file, or what stands for one.
    record File(Path path) implements Place {
        public File {
            Objects.requireNonNull(path, "path");
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /// In a bucket.
    record InBucket(S3Address address) implements Place {
        public InBucket {
            Objects.requireNonNull(address, "address");
        }

        @Override
        public String toString() {
            return address.toString();
        }
    }
}
