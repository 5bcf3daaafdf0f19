package io.seine.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.seine.config.DecodeSettings.Encoding;
import io.seine.config.DecodeSettings.Encoding.Chroma;
import io.seine.config.DecodeSettings.Encoding.Grayscale;
import io.seine.config.DecodeSettings.Engine;
import io.seine.config.DecodeSettings.Filter;
import io.seine.config.DecodeSettings.Mode;
import io.seine.model.Decoded;
import io.seine.model.ImageFormat;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What becomes of orientation, EXIF and XMP on the whole way through the decoder.
@ParameterizedClass
@EnumSource(
        value = Engine.class,
        names = {"OPENCV", "IMAGEIO"})
class DecoderMetadataTest {
    @Parameter
    private Engine engine;

    @Test
    void aTurnedPictureIsWrittenUprightAndWithoutMetadata() throws Exception {
        var turned = Pictures.picture("metadata.jpg");
        var decoded = transformed(turned, Encoding.Metadata.STRIP);
        var picture = decoded.picture();
        assertThat(picture).isNotNull();
        assertThat(picture.width()).isEqualTo(picture.originalHeight()).isNotEqualTo(picture.originalWidth());
        var metadata = metadata(decoded.body().bytes());
        assertThat(metadata.orientation()).isEqualTo(Orientation.UPRIGHT);
        assertThat(metadata.exif()).isNull();
        assertThat(metadata.xmp()).isNull();
    }

    @Test
    void keptMetadataTellsOfAnUprightPicture() throws Exception {
        var metadata = metadata(transformed(Pictures.picture("metadata.jpg"), Encoding.Metadata.KEEP)
                .body()
                .bytes());
        assertThat(metadata.orientation()).isEqualTo(Orientation.UPRIGHT);
        assertThat(metadata.exif()).isNotNull();
        assertThat(metadata.xmp()).isNotNull();
    }

    @Test
    void whatNeedNotBeEncodedAgainLosesItsMetadataAloneUnlessItIsKept() throws Exception {
        var photo = Pictures.photo("chelsea.jpg");
        var exif = metadata(Pictures.picture("metadata.jpg"));
        var upright = MetadataEditing.into(photo, ImageFormat.JPEG, exif);
        assertThat(upright).hasSizeGreaterThan(photo.length);
        assertThat(transformed(upright, Encoding.Metadata.STRIP).body().bytes()).isEqualTo(photo);
        assertThat(transformed(upright, Encoding.Metadata.KEEP).body().bytes()).isSameAs(upright);
    }

    private Decoded transformed(byte[] content, Encoding.Metadata metadata) throws Exception {
        var encoding = new Encoding(ImageFormat.JPEG, 90, false, Chroma.HALF, metadata, Grayscale.KEEP, 0xffffff);
        var settings = Pictures.settings(Mode.TRANSFORM, 2_000_000, Pictures.AS_IT_IS, encoding, Filter.NONE);
        return new Decoder(settings, Codecs.of(engine)).decode(Pictures.fetched(content));
    }

    private static Metadata metadata(byte[] jpeg) {
        return new JpegStructure().metadata(MemorySegment.ofArray(jpeg));
    }
}
