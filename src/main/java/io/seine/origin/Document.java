package io.seine.origin;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/// Something that the demo origin serves.
record Document(ContentType type, ByteString bytes) {
    private static final ContentType GIF = MediaTypes.IMAGE_GIF.toContentType();

    /// A GIF's signature and screen descriptor: enough to be taken for one.
    private static final int GIF_HEAD = 13;

    /// Every document that is bundled, by its path.
    static Map<String, Document> bundled() {
        var documents = new HashMap<String, Document>();
        var list = resource("/flags.csv");
        documents.put("/flags.csv", new Document(ContentTypes.TEXT_CSV_UTF8, list));
        var countries = list.utf8String().lines().skip(1).toList();
        for (var country : countries) {
            var folder = "/flags/" + country + "/";
            documents.put(folder + country + ".gif", new Document(GIF, resource(folder + country + ".gif")));
            documents.put(
                    folder + "metadata.json",
                    new Document(ContentTypes.APPLICATION_JSON, resource(folder + "metadata.json")));
        }
        var songs = resource("/songs.csv");
        documents.put("/songs.csv", new Document(ContentTypes.TEXT_CSV_UTF8, songs));
        for (var song : songs.utf8String().lines().skip(1).toList()) {
            var path = "/songs/" + song.substring(0, song.indexOf(',')) + ".json";
            documents.put(path, new Document(ContentTypes.APPLICATION_JSON, resource(path)));
        }
        var pages = resource("/pages.txt");
        documents.put("/pages.txt", new Document(ContentTypes.TEXT_PLAIN_UTF8, pages));
        for (var page : pages.utf8String().lines().skip(1).toList()) {
            documents.put("/pages/" + page, new Document(ContentTypes.TEXT_PLAIN_UTF8, resource("/pages/" + page)));
        }
        documents.put("/", welcome(countries.size()));
        return Map.copyOf(documents);
    }

    /// A page for people.
    static Document text(String text) {
        return new Document(ContentTypes.TEXT_PLAIN_UTF8, ByteString.fromString(text, StandardCharsets.UTF_8));
    }

    /// The document without its second half.
    Document halved() {
        return new Document(type, bytes.take(bytes.size() / 2));
    }

    /// The document with every bit behind its first bytes turned over.
    Document garbled() {
        var garbled = bytes.toArray();
        for (int i = GIF_HEAD; i < garbled.length; i++) {
            garbled[i] = (byte) ~garbled[i];
        }
        return new Document(type, ByteString.fromArray(garbled));
    }

    /// The document as the body of a response.
    HttpEntity.Strict entity() {
        return HttpEntities.create(type, bytes);
    }

    /// The document as a body that fails at once, and its connection with it.
    HttpEntity.Default lostOnTheWay() {
        return HttpEntities.create(type, bytes.size(), Source.failed(new IOException("dropped on purpose")));
    }

    private static Document welcome(int countries) {
        return text("""
                Seine's demo origin: flags from the CIA World Factbook, served slowly and with errors on purpose.

                /flags.csv                the country codes, %d lines below the header
                /flags/CC/CC.gif          a country's flag
                /flags/CC/metadata.json   its name and codes

                Without errors, for the recipes lyrics and lengths:

                /songs.csv                ids and names of songs
                /songs/ID.json            a song
                /pages.txt                names of pages
                /pages/NAME               a page
                """.formatted(countries));
    }

    private static ByteString resource(String path) {
        var name = path.substring(1);
        try (var stream = Document.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new FileNotFoundException(name);
            }
            return ByteString.fromArray(stream.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("a bundled document cannot be read: " + name, e);
        }
    }
}
