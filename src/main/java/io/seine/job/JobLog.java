package io.seine.job;

import io.seine.config.JobSettings;
import io.seine.model.JobState;
import io.seine.model.JobStatus;
import io.seine.model.Status;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What becomes of a job, in a line of the log for every change: what operators look for when nobody was looking on.
final class JobLog {
    private static final Logger LOG = LoggerFactory.getLogger(JobLog.class);

    private final JobSettings settings;

    JobLog(JobSettings settings) {
        this.settings = settings;
    }

    /// Writes how the job stands.
    void tell(JobStatus status) {
        if (status.trouble() != null || status.state() == JobState.FAILED) {
            LOG.warn("{}: {}", status.id(), described(status));
        } else {
            LOG.info("{}: {}", status.id(), described(status));
        }
    }

    private String described(JobStatus status) {
        return switch (status.state()) {
            case QUEUED -> "queued";
            case RUNNING -> "running, into " + settings.save().directory() + counted(status);
            case PAUSED -> "paused" + (status.trouble() == null ? "" : ": " + status.trouble()) + counted(status);
            case CANCELLING -> "cancelling" + reason(status) + counted(status);
            case CANCELLED, COMPLETED, FAILED -> ended(status);
        };
    }

    private static String ended(JobStatus status) {
        return String.format(
                Locale.ROOT,
                "%s after %.1f s%s%s, %,d bytes",
                status.state().word(),
                status.elapsed().toMillis() / 1000.0,
                reason(status),
                counted(status),
                status.bytes());
    }

    private static String reason(JobStatus status) {
        return status.ending() == null ? "" : ": " + status.ending().message();
    }

    private static String counted(JobStatus status) {
        var counts = Arrays.stream(Status.values())
                .map(each -> status.count(each) + " " + each.word())
                .collect(Collectors.joining(", "));
        return "; " + status.items() + " items: " + counts + "; " + status.alreadyDone() + " done before";
    }
}
