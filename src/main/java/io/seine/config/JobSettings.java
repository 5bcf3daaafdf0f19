package io.seine.config;

import io.seine.config.DecodeSettings.Form;
import java.util.List;
import java.util.Objects;

/// Everything that a job is told: one record per stage.
///
/// @param name what the job is called in its output folder and in messages
/// @param source where the rows come from
/// @param enrich further documents to fetch per item, in this order
/// @param schedule in which order and how densely hosts are asked
/// @param fetch how a URL is downloaded
/// @param decode what happens to the pictures
/// @param save where and under which names they are kept
/// @param s3 where lists and results in buckets are
/// @param record how outcomes are written down
/// @param failure when failures end the job
/// @param retry which rows that earlier runs have recorded are taken up again
public record JobSettings(
        String name,
        SourceSettings source,
        List<EnrichSettings> enrich,
        ScheduleSettings schedule,
        FetchSettings fetch,
        DecodeSettings decode,
        SaveSettings save,
        S3Settings s3,
        RecordSettings record,
        FailureSettings failure,
        RetrySettings retry) {

    public JobSettings {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(schedule, "schedule");
        Objects.requireNonNull(fetch, "fetch");
        Objects.requireNonNull(decode, "decode");
        Objects.requireNonNull(save, "save");
        Objects.requireNonNull(s3, "s3");
        Objects.requireNonNull(record, "record");
        Objects.requireNonNull(failure, "failure");
        Objects.requireNonNull(retry, "retry");
        enrich = List.copyOf(enrich);
    }

    /// The forms in which a picture is saved, in the order of the variants.
    public List<Form> forms() {
        return save.variants().isEmpty()
                ? List.of(decode.form())
                : save.variants().stream().map(VariantSettings::form).toList();
    }
}
