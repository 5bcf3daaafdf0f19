package io.seine.s3;

import io.seine.config.S3Settings;
import io.seine.model.Body;
import io.seine.model.ObjectStore;
import io.seine.model.S3Address;
import java.io.IOException;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.headers.ByteRange;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.connectors.s3.BucketAccess;
import org.apache.pekko.stream.connectors.s3.ListMultipartUploadResultUploads;
import org.apache.pekko.stream.connectors.s3.ObjectMetadata;
import org.apache.pekko.stream.connectors.s3.S3Headers;
import org.apache.pekko.stream.connectors.s3.javadsl.S3;
import org.apache.pekko.stream.javadsl.FileIO;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/// Objects in S3. It holds nothing open, and looks for credentials when it is first used.
public final class S3Store implements ObjectStore {
    private static final int AT_ONCE = 64;
    private static final int UPLOADS_AT_ONCE = 4;

    /// Up to this size an object is put by one request, in bytes.
    private static final int SMALL = 8 << 20;

    private static final int ABORTED_AT_ONCE = 8;

    /// Further attempts included.
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /// Of an upload in parts; one that stands still ends much earlier.
    private static final Duration LONG_PATIENCE = Duration.ofDays(1);

    private final ActorSystem<?> system;
    private final Connection connection;
    private final Duration patience;
    private final Calls calls;
    private final Calls uploads;

    private S3Store(ActorSystem<?> system, Connection connection, Duration patience) {
        this.system = system;
        this.connection = connection;
        this.patience = patience;
        this.calls = Calls.atOnce(AT_ONCE);
        this.uploads = calls.beside(UPLOADS_AT_ONCE);
    }

    /// A store that is reached through the connections of an actor system.
    public static S3Store of(ActorSystem<?> system, S3Settings settings) {
        return new S3Store(system, new Connection(system, settings), PATIENCE);
    }

    /// The same store for somebody in a hurry, who waits so long for an answer, and whom [#giveUp] does not concern.
    public S3Store within(Duration hurry) {
        return new S3Store(system, connection, hurry);
    }

    /// Ends all that is under way, and refuses what is asked from now on.
    public void giveUp() {
        calls.giveUp();
    }

    @Override
    public void check(S3Address prefix) throws IOException {
        var access = calls.answer(
                prefix,
                patience,
                () -> S3.checkIfBucketExists(prefix.bucket(), system, connection.attributes(), S3Headers.create()));
        if (!access.equals(BucketAccess.accessGranted())) {
            throw new IOException(prefix + ": "
                    + (access.equals(BucketAccess.notExists()) ? "there is no such bucket" : "permission denied"));
        }
    }

    @Override
    public Optional<Found> find(S3Address address) throws IOException {
        return calls.answer(
                        address,
                        patience,
                        () -> S3.getObjectMetadata(address.bucket(), address.key())
                                .withAttributes(connection.attributes())
                                .runWith(Sink.head(), system))
                .map(S3Store::found);
    }

    private static Found found(ObjectMetadata metadata) {
        return new Found(metadata.getContentLength(), tag(metadata));
    }

    /// Some servers tell no entity tag of what did not come through them.
    private static String tag(ObjectMetadata metadata) {
        return metadata.getETag().orElseGet(() -> metadata.getLastModified().toIsoDateTimeString());
    }

    @Override
    public byte[] read(S3Address address, Found found, long from, int length) throws IOException {
        var read = calls.answer(address, patience, () -> read(address, ByteRange.createSlice(from, from + length - 1)));
        if (!tag(read.first()).equals(found.tag())) {
            throw new IOException(address + ": was replaced while it was being read");
        }
        return read.second().toArrayUnsafe();
    }

    private CompletionStage<Pair<ObjectMetadata, ByteString>> read(S3Address address, ByteRange range) {
        var answer = S3.getObject(address.bucket(), address.key(), range)
                .withAttributes(connection.attributes())
                .toMat(Sink.fold(ByteString.emptyByteString(), ByteString::concat), Keep.both())
                .run(system);
        return answer.first().thenCombine(answer.second(), Pair::create);
    }

    @Override
    public void put(S3Address address, Body body, String mediaType) throws IOException {
        var type = contentType(mediaType);
        if (body.size() <= SMALL) {
            calls.answer(
                    address,
                    patience,
                    () -> S3.putObject(address.bucket(), address.key(), bytes(body), body.size(), type)
                            .withAttributes(connection.attributes())
                            .runWith(Sink.head(), system));
        } else {
            upload(address, body, type);
        }
    }

    private void upload(S3Address address, Body body, ContentType type) throws IOException {
        try (var upload = new Upload(address, body.size(), type)) {
            uploads.answer(address, LONG_PATIENCE, () -> upload.begin(bytes(body), connection.attributes(), system));
        } catch (IOException e) {
            try {
                abort(address, address.key()::equals);
            } catch (IOException late) {
                e.addSuppressed(late); // the end of the run sees to it, or the next one
            }
            throw e;
        }
    }

    static Source<ByteString, ?> bytes(Body body) {
        return switch (body) {
            case Body.InMemory memory -> Source.single(ByteString.fromArrayUnsafe(memory.bytes()));
            case Body.Spooled(var file, var _) -> FileIO.fromPath(file);
        };
    }

    private static ContentType contentType(String mediaType) {
        try {
            return ContentTypes.parse(mediaType);
        } catch (NoSuchElementException e) { // what it throws at what is none
            return ContentTypes.APPLICATION_OCTET_STREAM;
        }
    }

    @Override
    public void remove(S3Address address) throws IOException {
        calls.answer(
                address,
                patience,
                () -> S3.deleteObject(address.bucket(), address.key())
                        .withAttributes(connection.attributes())
                        .runWith(Sink.ignore(), system));
    }

    @Override
    public void abortUploads(S3Address prefix) throws IOException {
        abort(prefix, key -> key.startsWith(prefix.key() + "/"));
    }

    /// @param doomed the keys of the uploads, all of which begin as the address does
    private void abort(S3Address address, Predicate<String> doomed) throws IOException {
        calls.answer(address, patience, () -> {
            var attributes = connection.attributes();
            return S3.listMultipartUpload(address.bucket(), Optional.of(plainBeginning(address.key())))
                    .withAttributes(attributes)
                    .filter(upload -> doomed.test(upload.getKey()))
                    .mapAsyncUnordered(ABORTED_AT_ONCE, upload -> abort(address.bucket(), upload))
                    .runWith(Sink.ignore(), system);
        });
    }

    /// As much of a prefix as needs no escaping, which the connector does not do there.
    private static String plainBeginning(String prefix) {
        return prefix.replaceFirst("[^A-Za-z0-9._/-].*", "");
    }

    private CompletionStage<Done> abort(String bucket, ListMultipartUploadResultUploads upload) {
        return S3.deleteUpload(bucket, upload.getKey(), upload.getUploadId(), system, connection.attributes())
                .exceptionallyCompose(failure -> Trouble.isAbsence(failure)
                        ? CompletableFuture.completedFuture(Done.getInstance())
                        : CompletableFuture.failedFuture(failure));
    }
}
