package io.seine.server;

import io.seine.RunningJob;
import io.seine.Seine;
import io.seine.config.JobSettings;
import io.seine.config.ServerSettings;
import io.seine.config.Settings;
import io.seine.config.SettingsException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Makes jobs of submissions: each in a folder of its own, over the defaults of the server's own configuration, and
/// within what that allows.
final class Intake implements Launcher {
    private final Seine seine;
    private final Settings own;
    private final Folders folders;
    private final Limits limits;

    Intake(Seine seine, Settings settings, ServerSettings server, Folders folders) {
        this.seine = seine;
        this.folders = folders;
        this.own = settings.setText("seine.job.source.path", "none")
                .set("seine.job.source.urls", List.of())
                .setText("seine.job.source.watch", "none");
        this.limits = new Limits(own.job(), server, folders);
    }

    @Override
    public JobSettings settings(String id, Submission submission) {
        var sent = Json.plain(Json.readObject(submission.settings().getBytes(StandardCharsets.UTF_8)));
        var settings = own.submitted(limits.confined(sent))
                .setText("seine.job.save.directory", folders.job(id).toString())
                .job();
        limits.check(settings);
        if (settings.source().paths().isEmpty() && settings.source().urls().isEmpty()) {
            throw new SettingsException(
                    List.of("seine.job.source: has neither urls nor a path: there is nothing to do"));
        }
        return settings;
    }

    /// What a stream that somebody else feeds asks for.
    ///
    /// @param id decides its output folder
    /// @throws SettingsException naming every mistake
    JobSettings stream(String id, Map<String, Object> sent) {
        limits.checkStream(sent);
        var settings = own.submitted(sent)
                .setText("seine.job.save.directory", folders.stream(id).toString())
                .job();
        limits.check(settings);
        return settings;
    }

    @Override
    public void check(JobSettings settings) {
        seine.check(settings);
    }

    @Override
    public RunningJob start(JobSettings settings, boolean paused) {
        return paused ? seine.runPaused(settings) : seine.run(settings);
    }
}
