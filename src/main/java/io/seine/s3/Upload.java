package io.seine.s3;

import io.seine.model.S3Address;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.connectors.s3.MultipartUploadResult;
import org.apache.pekko.stream.connectors.s3.S3Headers;
import org.apache.pekko.stream.connectors.s3.scaladsl.S3;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import scala.jdk.javaapi.FutureConverters;

/// An upload in parts. Closing it stops it, if it has not ended: then it stays open on the server until it is aborted.
final class Upload implements AutoCloseable {
    private static final int PART = 8 << 20;
    private static final int PARTS_AT_ONCE = 2;

    /// As many as S3 takes, less some.
    private static final int MOST_PARTS = 9_900;

    private final S3Address address;
    private final int part;
    private final ContentType type;
    private final SharedKillSwitch stop = KillSwitches.shared("upload");

    Upload(S3Address address, long size, ContentType type) {
        this.address = address;
        this.part = Math.toIntExact(Math.max(PART, size / MOST_PARTS));
        this.type = type;
    }

    CompletionStage<MultipartUploadResult> begin(
            Source<ByteString, ?> bytes, Attributes attributes, ActorSystem<?> system) {
        var sink = S3.multipartUploadWithHeaders(
                        address.bucket(),
                        address.key(),
                        (org.apache.pekko.http.scaladsl.model.ContentType) type,
                        part,
                        PARTS_AT_ONCE,
                        S3Headers.create())
                .withAttributes(attributes);
        return FutureConverters.asJava(bytes.via(stop.flow()).runWith(sink, system));
    }

    @Override
    public void close() {
        stop.abort(new IllegalStateException("the upload was given up"));
    }
}
