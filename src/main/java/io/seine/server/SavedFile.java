package io.seine.server;

import io.seine.model.ImageFormat;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.ResponseEntity;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/// A file as a response, or a range of it (RFC 9110, section 14).
///
/// @param begin its first byte
/// @param length how many
/// @param size of the whole file
record SavedFile(Path file, long begin, long length, long size) {
    private static final int PIECE = 1 << 16;
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /// By extension, what browsers show and do not run. All else is to be kept, not shown.
    private static final Map<String, ContentType> SHOWN = shown();

    private static Map<String, ContentType> shown() {
        var types = Arrays.stream(ImageFormat.values())
                .collect(Collectors.toMap(ImageFormat::extension, format -> ContentTypes.parse(format.mediaType())));
        types.put("json", Types.JSON);
        types.put("jsonl", Types.JSON_LINES);
        types.put("txt", ContentTypes.TEXT_PLAIN_UTF8);
        return Map.copyOf(types);
    }

    /// @param range the header `Range`; one that is not understood has no meaning
    static HttpResponse response(Path file, @Nullable String range) {
        try {
            long size = Files.size(file);
            var wanted = range == null ? Optional.<SavedFile>empty() : part(file, size, range);
            var served = wanted.orElseGet(() -> new SavedFile(file, 0, size, size));
            return wanted.isPresent() && served.length < 1 ? unsatisfied(size) : served.response(wanted.isPresent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<SavedFile> part(Path file, long size, String range) {
        var form = RANGE.matcher(range);
        if (!form.matches() || (form.group(1).isEmpty() && form.group(2).isEmpty())) {
            return Optional.empty();
        }
        long last = form.group(2).isEmpty() ? size - 1 : Long.parseLong(form.group(2));
        if (form.group(1).isEmpty()) { // so many at the end
            long begin = Math.max(0, size - last);
            return Optional.of(new SavedFile(file, begin, size - begin, size));
        }
        long begin = Long.parseLong(form.group(1));
        return last < begin && !form.group(2).isEmpty()
                ? Optional.empty()
                : Optional.of(new SavedFile(file, begin, Math.min(last, size - 1) - begin + 1, size));
    }

    private static HttpResponse unsatisfied(long size) {
        return Problem.of(StatusCodes.RANGE_NOT_SATISFIABLE, "bad-range", "the file has " + size + " bytes")
                .with(RawHeader.create("Content-Range", "bytes */" + size))
                .response();
    }

    private HttpResponse response(boolean partial) {
        var name = String.valueOf(file.getFileName());
        var type = SHOWN.get(name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT));
        var response = HttpResponse.create()
                .withStatus(partial ? StatusCodes.PARTIAL_CONTENT : StatusCodes.OK)
                .addHeader(RawHeader.create("Content-Security-Policy", "sandbox; default-src 'none'"))
                .addHeader(RawHeader.create("Content-Disposition", type == null ? "attachment" : "inline"))
                .addHeader(RawHeader.create("Cache-Control", "private, no-cache"))
                .addHeader(RawHeader.create("Accept-Ranges", "bytes"))
                .withEntity(entity(type == null ? ContentTypes.APPLICATION_OCTET_STREAM : type));
        return partial
                ? response.addHeader(
                        RawHeader.create("Content-Range", "bytes " + begin + "-" + (begin + length - 1) + "/" + size))
                : response;
    }

    /// One of known length has bytes, or it is strict.
    private ResponseEntity entity(ContentType type) {
        return length == 0
                ? HttpEntities.create(type, ByteString.emptyByteString())
                : HttpEntities.create(type, length, bytes());
    }

    private Source<ByteString, ?> bytes() {
        return Source.unfoldResource(this::open, this::read, RandomAccessFile::close);
    }

    private RandomAccessFile open() throws IOException {
        var open = new RandomAccessFile(file.toFile(), "r");
        open.seek(begin);
        return open;
    }

    private Optional<ByteString> read(RandomAccessFile open) throws IOException {
        long left = begin + length - open.getFilePointer();
        var piece = new byte[(int) Math.min(PIECE, left)];
        int count = left == 0 ? -1 : open.read(piece);
        return count < 0 ? Optional.empty() : Optional.of(ByteString.fromArray(piece, 0, count));
    }
}
