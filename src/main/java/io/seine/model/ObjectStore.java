package io.seine.model;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/// Objects in buckets: as much of S3 as the stages need. All methods block, and may be used on any thread.
///
/// What a store refuses, and one that cannot be reached, is an [IOException] whose message names the address.
public interface ObjectStore {
    /// A store for jobs that have nothing to do with one.
    ObjectStore NONE = new NoStore();

    /// An object that is there.
    ///
    /// @param size its bytes
    /// @param tag tells this content from any other
    record Found(long size, String tag) {
        public Found {
            Objects.requireNonNull(tag, "tag");
        }
    }

    /// Makes sure that a bucket is there and may be used.
    void check(S3Address prefix) throws IOException;

    /// Looks for an object.
    Optional<Found> find(S3Address address) throws IOException;

    /// Reads a piece of an object.
    ///
    /// @param found the object as it was found; another content in its place is refused
    /// @param from the first byte, which the object has
    /// @param length bytes, of which there may be fewer
    byte[] read(S3Address address, Found found, long from, int length) throws IOException;

    /// Puts an object into its place, whole or not at all, over what is there. The body stays the caller's.
    void put(S3Address address, Body body, String mediaType) throws IOException;

    /// Removes an object, if it is there.
    void remove(S3Address address) throws IOException;

    /// Gives up all uploads to addresses below a prefix that were begun and not ended, whoever began them.
    void abortUploads(S3Address prefix) throws IOException;

    /// Says that there is no store.
    final class NoStore implements ObjectStore {
        private NoStore() {}

        private static IllegalStateException none() {
            return new IllegalStateException("there is no store for objects");
        }

        @Override
        public void check(S3Address prefix) {
            throw none();
        }

        @Override
        public Optional<Found> find(S3Address address) {
            throw none();
        }

        @Override
        public byte[] read(S3Address address, Found found, long from, int length) {
            throw none();
        }

        @Override
        public void put(S3Address address, Body body, String mediaType) {
            throw none();
        }

        @Override
        public void remove(S3Address address) {
            throw none();
        }

        @Override
        public void abortUploads(S3Address prefix) {
            throw none();
        }
    }
}
