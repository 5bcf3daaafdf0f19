package io.seine.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.model.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShardRowsTest {
    private static final List<Status> STATUSES = List.of(Status.values());

    private record Line(Status status, long offset) {}

    private static ShardRows rows(List<Line> lines) {
        var rows = new ShardRows(3);
        lines.forEach(line -> rows.add(1, line.status(), line.offset()));
        return rows;
    }

    @Test
    void theLastRecordCounts() {
        var rows =
                rows(List.of(new Line(Status.CANCELLED, 0), new Line(Status.FAILED, 10), new Line(Status.FAILED, 20)));
        assertThat(rows.offset(1)).isEqualTo(20);
        assertThat(rows.done()).isEqualTo(1);
        assertThat(rows.open()).isZero();
        assertThat(rows.last()).isEqualTo(20);
        assertThat(rows.has(0)).isFalse();
    }

    @Test
    void aRowThatIsCancelledAfterItEndedIsOpenAgain() {
        var rows = rows(List.of(new Line(Status.NOT_FOUND, 0), new Line(Status.CANCELLED, 10)));
        assertThat(rows.done()).isZero();
        assertThat(rows.open()).isEqualTo(1);
    }

    @Test
    void nothingReplacesASavedRow() {
        var rows = rows(List.of(new Line(Status.SAVED, 10), new Line(Status.FAILED, 20), new Line(Status.SAVED, 30)));
        assertThat(rows.saved(1)).isTrue();
        assertThat(rows.offset(1)).isEqualTo(10);
        assertThat(rows.last()).isEqualTo(30);
    }

    /// While the ledger is read again, its new lines are told before its old ones, and some twice.
    @Test
    void theOrderInWhichRecordsAreToldMakesNoDifference() {
        var random = new Random(4);
        for (int round = 0; round < 1000; round++) {
            var lines = new ArrayList<Line>();
            for (int i = 0; i < 5; i++) {
                lines.add(new Line(STATUSES.get(random.nextInt(STATUSES.size())), i * 7L));
            }
            var inOrder = rows(lines);
            lines.addAll(lines.subList(0, 3));
            Collections.shuffle(lines, random);
            var shuffled = rows(lines);
            assertThat(shuffled.offset(1)).isEqualTo(inOrder.offset(1));
            assertThat(shuffled.saved(1)).isEqualTo(inOrder.saved(1));
            assertThat(shuffled.done()).isEqualTo(inOrder.done());
            assertThat(shuffled.open()).isEqualTo(inOrder.open());
        }
    }
}
