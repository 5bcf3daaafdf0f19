package io.seine.torture;

import io.seine.testing.Answer;
import io.seine.testing.Request;
import io.seine.testing.ScriptedOrigin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// An origin whose every row ends in one way, however often it is asked for: most are pictures of their own, some are
/// missing, broken, cut short, slow, or lost on the way to every other request.
final class FaultyOrigin implements AutoCloseable {
    private static final Path PHOTOS = Path.of("src/test/resources/photos");
    private static final String JPEG = "image/jpeg";

    private final byte[] small = photo("chelsea.jpg");
    private final byte[] large = photo("astronaut.jpg");
    private final Set<Integer> dropped = ConcurrentHashMap.newKeySet();
    private final ScriptedOrigin origin = ScriptedOrigin.start(this::answer);

    private static byte[] photo(String name) {
        try {
            return Files.readAllBytes(PHOTOS.resolve(name));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The list: a line with an address and a caption for each row, and now and then a row that is none.
    List<String> rows(int count) {
        var rows = new ArrayList<String>();
        rows.add("url,caption");
        for (int row = 0; row < count; row++) {
            rows.add(row % 53 == 50 ? "one,two,three,four" : origin.url("/" + row) + ",picture " + row);
        }
        return rows;
    }

    /// Requests so far.
    long requests() {
        return origin.requests();
    }

    private Answer answer(Request request) {
        int row = Integer.parseInt(request.path().substring(1));
        var body = picture(row);
        if (row % 13 == 5) {
            return Answer.notFound();
        } else if (row % 41 == 3) {
            return Answer.status(500);
        } else if (row % 37 == 11) {
            return Answer.cutShort(body, body.length / 2);
        } else if (row % 43 == 7) {
            return Answer.ok("<html>no picture</html>".getBytes(StandardCharsets.UTF_8), JPEG);
        } else if (row % 19 == 7 && dropped.add(row)) {
            return Answer.resetBeforeAnswering();
        }
        dropped.remove(row);
        return row % 29 == 2
                ? Answer.dripping(body, body.length / 5, Duration.ofMillis(20))
                : Answer.delayed(Duration.ofMillis(row % 10), Answer.ok(body, JPEG));
    }

    /// A JPEG that no other row has: its number is in a comment.
    private byte[] picture(int row) {
        var photo = row % 31 == 0 ? large : small;
        var comment = ("row " + row).getBytes(StandardCharsets.US_ASCII);
        var picture = new ByteArrayOutputStream();
        picture.write(photo, 0, 2);
        picture.writeBytes(new byte[] {(byte) 0xff, (byte) 0xfe, 0, (byte) (comment.length + 2)});
        picture.writeBytes(comment);
        picture.write(photo, 2, photo.length - 2);
        return picture.toByteArray();
    }

    @Override
    public void close() {
        origin.close();
    }
}
