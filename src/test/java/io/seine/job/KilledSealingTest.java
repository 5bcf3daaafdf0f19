package io.seine.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.Seine;
import io.seine.model.JobState;
import io.seine.model.Outcome;
import io.seine.model.Status;
import io.seine.testing.Answer;
import io.seine.testing.ScriptedOrigin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Output folders as a process leaves them that was killed while it sealed: the next run makes of each what a run would
/// have made that nobody disturbed.
@Timeout(60)
class KilledSealingTest {
    private static final int ROWS = 35;
    private static final int SHARD_SIZE = 10;

    private final Seine seine = Seine.create();
    private ScriptedOrigin origin;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        origin = ScriptedOrigin.start(request -> request.path().endsWith("3")
                ? Answer.notFound()
                : Answer.ok(request.path().repeat(50).getBytes(StandardCharsets.US_ASCII), "image/gif"));
    }

    @AfterEach
    void close() {
        seine.close();
        origin.close();
    }

    /// A moment at which the process was killed.
    enum Moment {
        ALL_ROWS_ARE_RECORDED {
            @Override
            void leave(Remains remains) throws IOException {
                remains.stage(1).unpublish(1, ".parquet", "_stats.json", ".tar").unmark(1);
            }
        },
        PARTS_ARE_BEING_WRITTEN {
            @Override
            void leave(Remains remains) throws IOException {
                ALL_ROWS_ARE_RECORDED.leave(remains);
                Files.createDirectories(remains.own("tmp"));
                for (var ending : List.of(".parquet", "_stats.json", ".tar")) {
                    Files.writeString(remains.own("tmp/00001" + ending + ".part"), "half");
                }
            }
        },
        PARQUET_IS_IN_PLACE {
            @Override
            void leave(Remains remains) throws IOException {
                remains.stage(1).unpublish(1, "_stats.json", ".tar").unmark(1);
            }
        },
        ALL_FILES_ARE_IN_PLACE {
            @Override
            void leave(Remains remains) throws IOException {
                remains.stage(1).unmark(1);
            }
        },
        THE_MARK_IS_BEING_WRITTEN {
            @Override
            void leave(Remains remains) throws IOException {
                remains.stage(1).unmark(1);
                Files.writeString(remains.own("sealed"), Files.readString(remains.own("sealed")) + "1 12");
            }
        },
        THE_MARK_IS_WRITTEN {
            @Override
            void leave(Remains remains) throws IOException {
                remains.stage(1);
            }
        },
        HALF_IS_CLEARED_AWAY {
            @Override
            void leave(Remains remains) throws IOException {
                remains.stage(1);
                for (var file : remains.staged(1).subList(0, 4)) {
                    Files.delete(file);
                }
            }
        },
        THE_LAST_SHARD_WAITS {
            @Override
            void leave(Remains remains) throws IOException {
                remains.stage(3).unpublish(3, ".parquet", "_stats.json", ".tar").unmark(3);
            }
        },
        A_ROW_IS_SAVED_AND_NOT_RECORDED {
            @Override
            void leave(Remains remains) throws IOException {
                for (int shard = 0; shard < 4; shard++) {
                    remains.stage(shard)
                            .unpublish(shard, ".parquet", "_stats.json", ".tar")
                            .unmark(shard);
                }
                var index = remains.cut(1).getFirst().item().index();
                for (var file : remains.staged((int) index / SHARD_SIZE)) {
                    if (file.endsWith(index + ".gif")) {
                        Files.move(file, file.resolveSibling(index + ".png"));
                    }
                }
            }
        },
        THE_POWER_FAILED_AND_THE_LEDGER_IS_BEHIND {
            @Override
            void leave(Remains remains) throws IOException {
                remains.cut(7);
            }
        };

        abstract void leave(Remains remains) throws IOException;
    }

    /// Turns the output of a job that has ended into that of one that was killed.
    record Remains(Batch batch) {
        Path own(String name) {
            return batch.out().resolve(".seine").resolve(name);
        }

        /// Puts the bodies of a shard back to where they waited.
        Remains stage(int shard) throws IOException {
            var folder = Files.createDirectories(own("shards/0000" + shard));
            var bodies = new Dataset(batch.out())
                    .tar("0000" + shard + ".tar").stream()
                            .filter(member -> member.name().endsWith(".gif"))
                            .iterator();
            var saved = batch.ledger().stream()
                    .filter(outcome -> outcome.status() == Status.SAVED)
                    .mapToLong(outcome -> outcome.item().index())
                    .filter(index -> index / SHARD_SIZE == shard)
                    .sorted()
                    .toArray();
            for (long index : saved) {
                Files.write(folder.resolve(index + ".gif"), bodies.next().content());
            }
            assertThat(bodies).isExhausted();
            return this;
        }

        List<Path> staged(int shard) throws IOException {
            try (var files = Files.list(own("shards/0000" + shard))) {
                return files.toList();
            }
        }

        Remains unpublish(int shard, String... endings) throws IOException {
            for (var ending : endings) {
                Files.delete(batch.out().resolve("0000" + shard + ending));
            }
            return this;
        }

        Remains unmark(int shard) throws IOException {
            var marks = Files.readAllLines(own("sealed"));
            assertThat(marks).anyMatch(mark -> mark.startsWith(shard + " "));
            Files.write(
                    own("sealed"),
                    marks.stream().filter(mark -> !mark.startsWith(shard + " ")).toList());
            return this;
        }

        /// Takes the last records off the ledger, and returns them.
        List<Outcome> cut(int count) throws IOException {
            var ledger = batch.out().resolve("ledger.jsonl");
            var lines = Files.readAllLines(ledger);
            var outcomes = batch.ledger();
            Files.write(ledger, lines.subList(0, lines.size() - count));
            return outcomes.subList(lines.size() - count, lines.size());
        }
    }

    private Batch batch(String name, String keys) throws IOException {
        return Batch.of(Files.createDirectories(folder.resolve(name)), ROWS, i -> origin.url("/" + i))
                .with("save.layout", "webdataset")
                .with("save.keys", keys)
                .with("save.shard-size", SHARD_SIZE);
    }

    @ParameterizedTest
    @CsvSource({
        "ALL_ROWS_ARE_RECORDED, holes",
        "ALL_ROWS_ARE_RECORDED, dense",
        "PARTS_ARE_BEING_WRITTEN, holes",
        "PARQUET_IS_IN_PLACE, holes",
        "ALL_FILES_ARE_IN_PLACE, holes",
        "ALL_FILES_ARE_IN_PLACE, dense",
        "THE_MARK_IS_BEING_WRITTEN, holes",
        "THE_MARK_IS_WRITTEN, holes",
        "HALF_IS_CLEARED_AWAY, dense",
        "THE_LAST_SHARD_WAITS, holes",
        "A_ROW_IS_SAVED_AND_NOT_RECORDED, holes",
        "A_ROW_IS_SAVED_AND_NOT_RECORDED, dense",
        "THE_POWER_FAILED_AND_THE_LEDGER_IS_BEHIND, holes",
        "THE_POWER_FAILED_AND_THE_LEDGER_IS_BEHIND, dense"
    })
    void theNextRunMakesWhatAnUndisturbedOneWould(Moment killed, String keys) throws Exception {
        var batch = batch("a", keys);
        assertThat(Batch.end(seine.run(batch.job())).state()).isEqualTo(JobState.COMPLETED);
        var dataset = new Dataset(batch.out());
        var undisturbed = dataset.digests();
        assertThat(undisturbed).hasSize(12);
        killed.leave(new Remains(batch));
        assertThat(Batch.end(seine.run(batch.job())).state()).isEqualTo(JobState.COMPLETED);
        assertThat(dataset.digests()).isEqualTo(undisturbed);
        assertThat(dataset.own()).containsExactly("durable", "job", "lock", "sealed");
        assertThat(batch.ledger().stream()
                        .mapToLong(outcome -> outcome.item().index())
                        .sorted()
                        .toArray())
                .isEqualTo(LongStream.range(0, ROWS).toArray());
    }

    /// What was sealed and then taken away, to be kept elsewhere, is not asked for again.
    @ParameterizedTest
    @CsvSource({"holes", "dense"})
    void shardsThatWereMovedAwayAreNotMadeAgain(String keys) throws Exception {
        var batch = batch("a", keys);
        Batch.end(seine.run(batch.job()));
        new Remains(batch).unpublish(1, ".tar", ".parquet", "_stats.json");
        long asked = origin.requests();
        assertThat(Batch.end(seine.run(batch.job())).state()).isEqualTo(JobState.COMPLETED);
        assertThat(origin.requests()).isEqualTo(asked);
        assertThat(new Dataset(batch.out()).digests()).hasSize(9);
        assertThat(Arrays.asList(batch.out().toFile().list())).doesNotContain("00001.tar");
    }
}
