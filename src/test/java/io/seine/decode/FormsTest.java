package io.seine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.seine.config.DecodeSettings.Engine;
import io.seine.config.DecodeSettings.Form;
import io.seine.config.DecodeSettings.Mode;
import io.seine.config.DecodeSettings.Resize;
import io.seine.config.DecodeSettings.Resize.Fit;
import io.seine.model.Decoded;
import io.seine.model.ImageFormat;
import io.seine.model.Picture;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Several forms of one picture.
@ParameterizedClass
@EnumSource(
        value = Engine.class,
        names = {"OPENCV", "IMAGEIO"})
class FormsTest {
    private static final Form AS_IT_CAME = new Form(Mode.VERIFY, Pictures.AS_IT_IS, Pictures.encoding(null, 0xffffff));

    @Parameter
    private Engine engine;

    /// Counts what is decoded.
    private static final class CountingCodec implements Codec {
        private final Codec codec;
        private final List<String> calls = new ArrayList<>();

        CountingCodec(Codec codec) {
            this.codec = codec;
        }

        @Override
        public String name() {
            return codec.name();
        }

        @Override
        public Set<ImageFormat> reads() {
            return codec.reads();
        }

        @Override
        public Set<ImageFormat> writes() {
            return codec.writes();
        }

        @Override
        public void verify(MemorySegment file, Header header) throws Refusal {
            calls.add("verify");
            codec.verify(file, header);
        }

        @Override
        public List<byte[]> transform(MemorySegment file, Header header, List<Task> tasks, boolean whole)
                throws Refusal, IOException {
            calls.add("transform to " + tasks.size() + (whole ? ", decoded whole" : ""));
            return codec.transform(file, header, tasks, whole);
        }
    }

    private static Form made(Fit fit, int size, @Nullable ImageFormat format) {
        return new Form(Mode.TRANSFORM, new Resize(fit, size, false), Pictures.encoding(format, 0xffffff));
    }

    private Decoded decode(byte[] file, Form... forms) throws Refusal, IOException {
        return new Decoder(Pictures.VERIFY, List.of(forms), () -> Codecs.of(engine)).decode(Pictures.fetched(file));
    }

    private List<String> calls(byte[] file, Form... forms) throws Refusal, IOException {
        var codec = new CountingCodec(Codecs.of(engine));
        var decoded = new Decoder(Pictures.VERIFY, List.of(forms), () -> codec).decode(Pictures.fetched(file));
        assertThat(decoded.forms()).hasSize(forms.length);
        return codec.calls;
    }

    @Test
    void everyFormIsWhatItWouldBeAlone() throws Exception {
        var photo = Pictures.photo("chelsea.jpg");
        var forms = List.of(
                made(Fit.KEEP_RATIO, 200, ImageFormat.PNG),
                made(Fit.CENTER_CROP, 250, ImageFormat.JPEG),
                made(Fit.BORDER, 500, null),
                AS_IT_CAME);
        var together = decode(photo, forms.toArray(Form[]::new)).forms();
        for (int i = 0; i < forms.size(); i++) {
            var alone = decode(photo, forms.get(i)).forms().getFirst();
            assertThat(together.get(i).body().bytes()).isEqualTo(alone.body().bytes());
            assertThat(together.get(i).extension()).isEqualTo(alone.extension());
            assertThat(together.get(i).picture()).isEqualTo(alone.picture());
        }
        assertThat(together.getFirst().picture()).isEqualTo(new Picture(301, 200, 451, 300));
        assertThat(together.getLast().body().bytes()).isSameAs(photo);
    }

    @Test
    void aPictureIsDecodedOnceHoweverManyFormsItHas() throws Exception {
        var photo = Pictures.photo("chelsea.jpg");
        var small = made(Fit.KEEP_RATIO, 64, ImageFormat.PNG);
        assertThat(calls(photo, small, made(Fit.KEEP_RATIO, 32, null), made(Fit.BORDER, 16, null)))
                .containsExactly("transform to 3");
        assertThat(calls(photo, AS_IT_CAME, small, made(Fit.KEEP_RATIO, 32, null)))
                .containsExactly("transform to 2, decoded whole");
        assertThat(calls(photo, AS_IT_CAME, made(Fit.NONE, 1, ImageFormat.JPEG)))
                .as("nothing has to be made")
                .containsExactly("verify");
    }

    @Test
    void anAnimationIsSeenThroughWhereItIsSavedToo() throws Exception {
        var frame = Pictures.plain(60, 40, Color.RED, BufferedImage.TYPE_BYTE_INDEXED);
        var film = Pictures.frames(ImageFormat.GIF, frame, frame, frame);
        assertThat(calls(film, AS_IT_CAME, made(Fit.KEEP_RATIO, 20, ImageFormat.PNG)))
                .containsExactly("verify", "transform to 1, decoded whole");
    }

    @Test
    void formsThatConformKeepTheBytesBesideThoseThatAreMade() throws Exception {
        var photo = Pictures.photo("chelsea.jpg");
        var forms = decode(
                        photo,
                        made(Fit.KEEP_RATIO, 300, ImageFormat.JPEG),
                        made(Fit.KEEP_RATIO, 150, ImageFormat.JPEG),
                        made(Fit.NONE, 1, null))
                .forms();
        assertThat(forms.get(0).body().bytes()).isSameAs(photo);
        assertThat(Pictures.decoded(forms.get(1).body().bytes()).getHeight()).isEqualTo(150);
        assertThat(forms.get(2).body().bytes()).isSameAs(photo);
    }

    @Test
    void oneFormThatIsTooLargeRefusesThePicture() {
        var photo = Pictures.photo("chelsea.jpg");
        assertThatThrownBy(() -> decode(photo, AS_IT_CAME, made(Fit.KEEP_RATIO, 5000, null)))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith("resizing would make 7517 × 5000 pixels");
    }

    /// The largest form decides how far libjpeg may go down: the small one is made from as many pixels.
    @Test
    void aLargeFormKeepsTheSmallOnesFromBeingMadeOfTooLittle() throws Exception {
        var header = new Header(ImageFormat.JPEG, 4000, 3000, 1, 12_000_000);
        var small = task(header, 100);
        assertThat(Reduction.of(header, List.of(small)).divisor()).isEqualTo(8);
        assertThat(Reduction.of(header, List.of(small, task(header, 512))).divisor())
                .isEqualTo(2);
        assertThat(Reduction.of(header, List.of(small, task(header, 2000))).divisor())
                .isEqualTo(1);
        assertThat(Reduction.none(Metadata.NONE).divisor()).isEqualTo(1);
    }

    /// Where the picture is saved, too, every pixel of it has been decoded, and the small form is made from all of
    /// them.
    @Test
    void nothingIsDecodedAtAReducedSizeWhereTheWholeIsSaved() throws Exception {
        var photo = Pictures.photo("chelsea.jpg");
        var small = made(Fit.KEEP_RATIO, 32, ImageFormat.PNG);
        var whole = Pictures.decoded(photo);
        var png = Pictures.encoded(whole, ImageFormat.PNG);
        var reduced = decode(photo, small).body().bytes();
        var full = decode(photo, small, AS_IT_CAME).body().bytes();
        assertThat(Arrays.equals(full, decode(png, small).body().bytes())).isTrue();
        assertThat(Arrays.equals(full, reduced)).isEqualTo(engine == Engine.IMAGEIO);
    }

    private static Codec.Task task(Header header, int size) {
        var resize = new Resize(Fit.KEEP_RATIO, size, false);
        return new Codec.Task(
                Plan.of(header.width(), header.height(), resize),
                Metadata.NONE,
                ImageFormat.JPEG,
                Pictures.encoding(ImageFormat.JPEG, 0xffffff));
    }

    /// The decoded pixels are shared: a form that converted them in place would spoil the others' colours.
    @Test
    void coloursAreConvertedOnceForEachForm() throws Exception {
        var picture = Pictures.plain(40, 40, new Color(0x6699cc), BufferedImage.TYPE_INT_RGB);
        var jpeg = Pictures.withProfile(
                Pictures.encoded(picture, ImageFormat.JPEG), IccProfiles.rgb(IccProfiles.ADOBE_RGB));
        var form = made(Fit.NONE, 1, ImageFormat.PNG);
        var alone = colour(decode(jpeg, form).forms().getFirst());
        assertThat(alone).isNotEqualTo(0x6699cc);
        assertThat(decode(jpeg, form, made(Fit.KEEP_RATIO, 20, ImageFormat.PNG), form, form)
                        .forms())
                .allSatisfy(each -> {
                    for (int shift = 0; shift < 24; shift += 8) {
                        assertThat(colour(each) >> shift & 0xff).isCloseTo(alone >> shift & 0xff, within(1));
                    }
                });
    }

    private static int colour(Decoded.Form form) throws IOException {
        return Pictures.decoded(form.body().bytes()).getRGB(9, 9) & 0xffffff;
    }
}
