package io.seine.model;

import java.nio.file.Path;

/// Shards: runs of as many consecutive rows of the input, the first from row 0, numbered and named as img2dataset does.
///
/// @param size rows per shard
public record Shards(int size) {
    public Shards {
        if (size < 1) {
            throw new IllegalArgumentException("a shard has at least one row");
        }
    }

    /// The number of the shard that a row belongs to.
    public long of(long index) {
        return index / size;
    }

    /// The place of a row in its shard, from 0.
    public int place(long index) {
        return (int) (index % size);
    }

    /// The row at a place in a shard.
    public long row(long shard, int place) {
        return shard * size + place;
    }

    /// What the files of a shard are called, without their endings: `00012`.
    public String name(long shard) {
        return padded(shard, 5);
    }

    /// A key: the shard's number, then the place in it, zero-padded to five digits and as many as a shard's rows take.
    /// With 10,000 rows a shard, place 5 of shard 1 is `000010005`.
    public String key(long shard, int place) {
        int placeDigits = size == 1 ? 0 : Integer.toString(size - 1).length();
        return padded(shard * power(placeDigits) + place, 5 + placeDigits);
    }

    /// The key of a row that has no other.
    public String key(long index) {
        return key(of(index), place(index));
    }

    /// Several times as fast as a format, which counts where every row of a long list has a key.
    private static String padded(long number, int digits) {
        var text = Long.toString(number);
        return "0".repeat(Math.max(0, digits - text.length())) + text;
    }

    private static long power(int digits) {
        return (long) Math.pow(10, digits);
    }

    /// The folder, inside an output folder, in which the bodies of a shard wait until it is sealed.
    public Path staging(long shard) {
        return Path.of(".seine", "shards", name(shard));
    }

    /// Where the body of a row waits until its shard is sealed: the row's number, and the extension that fits.
    public Path staged(long index, String extension) {
        return staging(of(index)).resolve(index + "." + extension);
    }
}
