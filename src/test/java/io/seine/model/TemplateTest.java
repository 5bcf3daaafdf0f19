package io.seine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
    private static final Map<String, String> FLAG = Map.of("country", "France", "cc", "fr", "empty", "", "odd", "{x}");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {country}--{cc}     | France--fr
            {cc}/{cc}.gif       | fr/fr.gif
            plain               | plain
            a{empty}b           | ab
            {{cc}}              | {cc}
            {{{cc}}}            | {fr}
            }}{{                | }{
            {odd}               | {x}
            é{cc}😀             | éfr😀
            """)
    void holesAreFilledAndDoubledBracesStand(String template, String expanded) {
        assertThat(Template.parse(template).expand(FLAG::get)).isEqualTo(expanded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "}", "{}", "a{b", "a}b", "{a}}", "{{a}", "{a{b}", "{a}{", "{\u0000", "{a{{b}}}"})
    void aBraceThatIsLeftOpenOrStrayIsRefusedWithItsColumn(String template) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Template.parse(template))
                .withMessageContaining("\"" + template + "\"")
                .withMessageMatching("(?s).*column [1-9].*");
    }

    @Test
    void namesComeInTheirOrderAndOnce() {
        assertThat(Template.parse("{b}{a}{{c}}{b}").names()).containsExactly("b", "a");
        assertThat(Template.parse("").names()).isEmpty();
    }

    @Test
    void aMissingValueNamesTheHoleAndTheTemplate() {
        assertThatThrownBy(() -> Template.parse("{cc}-{nothing}").expand(FLAG::get))
                .isInstanceOf(Template.MissingValue.class)
                .hasMessageContainingAll("{nothing}", "\"{cc}-{nothing}\"");
    }

    @Test
    void aTemplateIsItsText() {
        assertThat(Template.parse("{a}")).hasToString("{a}").isEqualTo(Template.parse("{a}"));
        assertThat(Template.parse("{a}")).isNotEqualTo(Template.parse("{b}"));
    }

    /// 5,000 generated templates expand to what they were generated from; any text parses once its braces are doubled.
    @Test
    void generatedTemplatesExpandToWhatTheyWereMadeOf() {
        var random = new Random(7);
        for (int round = 0; round < 5000; round++) {
            var template = new StringBuilder();
            var expected = new StringBuilder();
            var values = new HashMap<String, String>();
            for (int part = random.nextInt(6); part > 0; part--) {
                var text = text(random);
                template.append(text.replace("{", "{{").replace("}", "}}"));
                expected.append(text);
                var name = "h" + random.nextInt(3);
                values.computeIfAbsent(name, absent -> text(random));
                template.append('{').append(name).append('}');
                expected.append(values.get(name));
            }
            assertThat(Template.parse(template.toString()).expand(values::get))
                    .as(template.toString())
                    .isEqualTo(expected.toString());
        }
    }

    private static String text(Random random) {
        return random.ints(random.nextInt(5), 0, 6)
                .mapToObj("{}a/é😀"::codePointAt)
                .map(Character::toString)
                .collect(java.util.stream.Collectors.joining());
    }
}
