package io.seine.model;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/// The part of a bucket that a job's results go into, in place of its output folder.
///
/// @param store what reaches it
/// @param prefix what every key begins with, before a slash
public record Bucket(ObjectStore store, S3Address prefix) {
    public Bucket {
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(prefix, "prefix");
    }

    /// The object of a path.
    ///
    /// @throws IllegalArgumentException if the path is too long for a key
    public S3Address at(String path) {
        return prefix.resolve(path);
    }

    /// Looks for the object of a path.
    public Optional<ObjectStore.Found> find(String path) throws IOException {
        return store.find(at(path));
    }

    /// Puts an object at a path, whole or not at all, over what is there. The body stays the caller's.
    public void put(String path, Body body, String mediaType) throws IOException {
        store.put(at(path), body, mediaType);
    }

    /// Removes the object of a path, if it is there.
    public void remove(String path) throws IOException {
        store.remove(at(path));
    }

    /// The whole of an object, from its beginning; closing it is not needed.
    public ObjectInput open(String path, ObjectStore.Found found) {
        return new ObjectInput(store, at(path), found);
    }

    @Override
    public String toString() {
        return prefix.toString();
    }
}
