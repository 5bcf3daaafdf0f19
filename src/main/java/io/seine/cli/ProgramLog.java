package io.seine.cli;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.seine.config.LogSettings;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// The program's log in a file, beside standard error: what becomes of its jobs, and what libraries warn of.
final class ProgramLog implements AutoCloseable {
    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{20} %replace(%msg){'\\p{Cntrl}+', ' '}%n%ex";

    /// The second is that of the jobs, of which standard error is not told.
    private static final List<String> LOGGERS = List.of(Logger.ROOT_LOGGER_NAME, "io.seine.job.JobLog");

    private final @Nullable Lines lines;

    private ProgramLog(@Nullable Lines lines) {
        this.lines = lines;
    }

    /// Begins to write a log, where one is wanted.
    ///
    /// @param settings null for none
    /// @param complaint told when the file cannot be written; the program goes on
    static ProgramLog open(@Nullable LogSettings settings, ActorSystem<?> system, Consumer<String> complaint) {
        if (settings == null || !(LoggerFactory.getILoggerFactory() instanceof LoggerContext loggers)) {
            return new ProgramLog(null);
        }
        return new ProgramLog(new Lines(loggers, new LogFile(settings, system, complaint)));
    }

    /// Where events become lines.
    private static final class Lines extends AppenderBase<ILoggingEvent> {
        private final LoggerContext loggers;
        private final LogFile file;
        private final PatternLayout layout = new PatternLayout();

        Lines(LoggerContext loggers, LogFile file) {
            this.loggers = loggers;
            this.file = file;
            setContext(loggers);
            layout.setContext(loggers);
            layout.setPattern(PATTERN);
            layout.start();
            start();
            LOGGERS.forEach(name -> loggers.getLogger(name).addAppender(this));
        }

        @Override
        protected void append(ILoggingEvent event) {
            file.write(layout.doLayout(event));
        }

        void close() {
            LOGGERS.forEach(name -> loggers.getLogger(name).detachAppender(this));
            stop();
            file.close();
        }
    }

    /// Writes what is left.
    @Override
    public void close() {
        if (lines != null) {
            lines.close();
        }
    }
}
