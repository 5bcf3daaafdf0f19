package io.seine.source;

import io.seine.model.ObjectInput;
import io.seine.model.ObjectStore;
import io.seine.model.S3Address;
import java.io.IOException;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/// A Parquet file in a bucket: only what is needed of it is asked for.
record ParquetObject(ObjectStore store, S3Address address, ObjectStore.Found found) implements InputFile {
    @Override
    public long getLength() {
        return found.size();
    }

    @Override
    public SeekableInputStream newStream() {
        var in = new ObjectInput(store, address, found);
        return new DelegatingSeekableInputStream(in) {
            @Override
            public long getPos() {
                return in.position();
            }

            @Override
            public void seek(long to) throws IOException {
                in.seek(to);
            }
        };
    }
}
