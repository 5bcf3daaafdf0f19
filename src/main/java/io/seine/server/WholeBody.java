package io.seine.server;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/// A request's body that fails where it breaks off (RFC 9112, section 8). Pekko HTTP tells that only until the answer
/// has begun: later such a body ends as if it were whole.
final class WholeBody {
    private WholeBody() {}

    /// The bytes of a body of any length. To be run once.
    static Source<ByteString, ?> of(RequestEntity entity) {
        if (entity.withoutSizeLimit() instanceof HttpEntity.Chunked chunked) {
            var ended = new AtomicBoolean();
            var bytes = chunked.getChunks().map(chunk -> {
                ended.set(chunk.isLastChunk());
                return chunk.data();
            });
            return checked(bytes.filter(ByteString::nonEmpty), ended::get);
        }
        var left = new AtomicLong(entity.getContentLengthOption().orElse(0));
        var bytes = entity.withoutSizeLimit().getDataBytes().map(piece -> {
            left.addAndGet(-piece.size());
            return piece;
        });
        return checked(bytes, () -> left.get() == 0);
    }

    private static Source<ByteString, ?> checked(Source<ByteString, ?> bytes, BooleanSupplier whole) {
        return bytes.concatLazy(Source.lazySource(() -> whole.getAsBoolean()
                ? Source.<ByteString>empty()
                : Source.<ByteString>failed(new IOException("the body has broken off"))));
    }
}
