package io.seine.s3;

import io.seine.config.S3Settings;
import java.time.Duration;
import java.util.Objects;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.connectors.s3.AccessStyle;
import org.apache.pekko.stream.connectors.s3.MultipartUploadSettings;
import org.apache.pekko.stream.connectors.s3.RetrySettings;
import org.apache.pekko.stream.connectors.s3.S3Attributes;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;

/// Where requests go and how they are signed, as the connector wants to be told with each.
final class Connection {
    /// A few seconds of further attempts, where a server has trouble of its own or cannot be reached.
    private static final RetrySettings RETRIES =
            RetrySettings.create(3, Duration.ofMillis(300), Duration.ofSeconds(5), 0.2);

    private final ActorSystem<?> system;
    private final S3Settings settings;
    private org.apache.pekko.stream.connectors.s3.@Nullable S3Settings connector;

    Connection(ActorSystem<?> system, S3Settings settings) {
        this.system = system;
        this.settings = settings;
    }

    /// What a request is sent with. Credentials are looked for here, which may take a while, on the caller's thread;
    /// found, they are kept for as long as they hold.
    ///
    /// @throws SdkException if there are none, or no region
    Attributes attributes() {
        var told = connector();
        var _ = told.credentialsProvider().resolveCredentials();
        return S3Attributes.settings(told);
    }

    private synchronized org.apache.pekko.stream.connectors.s3.S3Settings connector() {
        if (connector == null) {
            var region = region();
            var told = org.apache.pekko.stream.connectors.s3.S3Settings.create(system)
                    .withS3RegionProvider(() -> region)
                    .withAccessStyle(
                            settings.pathStyle() ? AccessStyle.pathAccessStyle() : AccessStyle.virtualHostAccessStyle())
                    .withRetrySettings(RETRIES)
                    .withMultipartUploadSettings(MultipartUploadSettings.create(RETRIES));
            connector = settings.endpoint() == null ? told : told.withEndpointUrl(endpoint());
        }
        return connector;
    }

    private String endpoint() {
        var endpoint = Objects.requireNonNull(settings.endpoint());
        var host = settings.pathStyle() ? endpoint.getAuthority() : "{bucket}." + endpoint.getAuthority();
        return endpoint.getScheme() + "://" + host;
    }

    private Region region() {
        if (settings.region() != null) {
            return Region.of(settings.region());
        } else if (settings.endpoint() == null) {
            return org.apache.pekko.stream.connectors.s3.S3Settings.create(system)
                    .s3RegionProvider()
                    .getRegion();
        }
        // other servers don't mind, and there is no machine of Amazon's to be asked
        AwsRegionProvider told =
                new AwsRegionProviderChain(new SystemSettingsRegionProvider(), new AwsProfileRegionProvider());
        try {
            return told.getRegion();
        } catch (SdkException e) {
            return Region.US_EAST_1;
        }
    }
}
