package dev.ephyra.sdk.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
    private static final String WHOLE =
            "{\"name\":\"blue\",\"size\":7,\"wide\":\"9007199254740993\",\"open\":true,\"nothing\":null,"
                    + "\"peers\":[{\"id\":\"a\"},{\"id\":\"b\"}],\"codecs\":[\"h264\"],\"config\":{\"deep\":[1,2.5,\"x\"]}}";

    @Test
    void readsMemberByMember() {
        JsonReader reader = JsonReader.of(WHOLE);

        assertThat(reader.text("name")).contains("blue");
        assertThat(reader.integer("size")).contains(7L);
        assertThat(reader.integer("wide")).contains(9_007_199_254_740_993L);
        assertThat(reader.flag("open")).contains(true);
        assertThat(reader.text("nothing")).isEmpty();
        assertThat(reader.text("absent")).isEmpty();
        assertThat(reader.objects("peers").stream().map(peer -> peer.requiredText("id")))
                .containsExactly("a", "b");
        assertThat(reader.objects("absent")).isEmpty();
        assertThat(reader.texts("codecs")).containsExactly("h264");
        assertThat(reader.json("config")).contains("{\"deep\":[1,2.5,\"x\"]}");
    }

    @Test
    void givesPlainValuesInTheirOrder() {
        assertThat(JsonReader.of(WHOLE).requiredObject("config").plain())
                .isEqualTo(Map.of("deep", List.of(1L, 2.5, "x")));
        assertThat(JsonReader.of(WHOLE).plain().keySet())
                .containsExactly("name", "size", "wide", "open", "nothing", "peers", "codecs", "config");
    }

    @Test
    void namesThePathOfWhatIsWrong() {
        JsonReader reader = JsonReader.of("{\"peers\":[{\"id\":\"a\"},{\"id\":5,\"more\":{}}]}");

        assertThatThrownBy(() -> reader.objects("peers").get(1).text("id"))
                .isInstanceOf(MalformedJson.class)
                .hasMessage("peers[1].id is a number, not a text");
        assertThatThrownBy(() ->
                        reader.objects("peers").get(1).requiredObject("more").requiredText("type"))
                .hasMessage("peers[1].more.type is missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "7",
                "{",
                "{}{}",
                "{} x",
                "{'a':1}",
                "{a:1}",
                "{\"a\":NaN}",
                "{\"a\":1,}",
                "// c\n{}",
                "{\"a\":01}",
                "{\"a\":\"\\x\"}",
                "{\"a\":Infinity}",
                "{\"a\":.5}",
                "{\"a\":+1}",
                "{\"a\":0x1}",
                "{\"a\"=1}",
                "{\"a\":1;\"b\":2}",
                "{\"a\":[1,,2]}",
                "{\"a\":1}#",
                "{\"a\":1}/**/",
                ")]}'\n{}"
            })
    void refusesWhatIsNoJsonObject(String text) {
        assertThatThrownBy(() -> JsonReader.of(text)).isInstanceOf(MalformedJson.class);
    }

    @Test
    void refusesEveryTruncation() {
        byte[] whole = WHOLE.getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> JsonReader.of(cut)).isInstanceOf(MalformedJson.class);
        }
    }

    @Test
    void refusesWhatIsNestedTooDeep() {
        String deep = "{\"a\":" + "[".repeat(100_000);

        assertThatThrownBy(() -> JsonReader.of(deep)).isInstanceOf(MalformedJson.class);
    }

    @Test
    void refusesWhatIsNoUtf8() {
        assertThatThrownBy(() -> JsonReader.of(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}))
                .hasMessage("no UTF-8");
    }

    @Test
    void keepsNumbersOfAnyLength() {
        String digits = "9".repeat(1_100);
        JsonReader reader = JsonReader.of("{\"a\":" + "9".repeat(150) + ",\"b\":1e999,\"c\":[-" + digits + "],\"d\":"
                + digits + ".5e+7,\"e\":\"" + digits + "\"}");

        assertThat(reader.plain())
                .isEqualTo(Map.of(
                        "a", 1e150, "b", "1e999", "c", List.of("-" + digits), "d", digits + ".5e+7", "e", digits));
        assertThatThrownBy(() -> reader.integer("a")).isInstanceOf(MalformedJson.class);
        assertThat(reader.nearestInteger("a")).contains(Long.MAX_VALUE);
        assertThat(JsonReader.of("{\"a\":-" + digits + "}").nearestInteger("a")).contains(Long.MIN_VALUE);
        assertThatThrownBy(() -> reader.nearestInteger("b")).hasMessage("b is a number, not a whole number");
    }

    @Test
    void showsAsTextWhatIsNestedTooDeep() {
        String inner = "[{\"x\":\"]\\\"}\"},1]";
        String deep = "[".repeat(999) + inner + "]".repeat(999);

        JsonReader reader = JsonReader.of("{\"before\":\"[\\\"\",\"a\":" + deep + ",\"after\":7}");

        assertThat(reader.integer("after")).contains(7L);
        assertThat(reader.json("a").orElseThrow())
                .isEqualTo("[".repeat(999) + "\"" + inner.replace("\\", "\\\\").replace("\"", "\\\"") + "\""
                        + "]".repeat(999));
    }

    /** Values that are replaced do not make JSON of what is none. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s",
                "{\"a\":%s",
                "{\"a\":%s}}",
                "{\"a\":%s x}",
                "{%s:1}",
                "{\"a\":0%s}",
                "{\"a\":%sx}",
                "{\"a\":\"%s}"
            })
    void refusesWhatIsNoJsonWhateverItsNestingAndLength(String form) {
        for (String value : List.of("7".repeat(1_100), "[".repeat(1_100) + "]".repeat(1_100))) {
            assertThatThrownBy(() -> JsonReader.of(String.format(form, value))).isInstanceOf(MalformedJson.class);
        }
    }

    /** What the library of this version takes beyond RFC 8259, so that another version does not change it in silence. */
    @Test
    void isAsStrictAsItWas() {
        assertThat(JsonReader.of("{\"a\":\"\\ud83e\"}").text("a")).contains("\ud83e");
        assertThat(JsonReader.of("{\"a\":\"tab\there\"}").text("a")).contains("tab\there");
        assertThat(JsonReader.of("{\"a\":TRUE}").flag("a")).contains(true);
        assertThat(JsonReader.of("{\"a\":\"\\'\"}").text("a")).contains("'");
        assertThat(JsonReader.of("{\"a\":1,\"a\":2}").integer("a")).contains(2L);
        assertThat(JsonReader.of("\ufeff{}").names()).isEmpty();
    }

    @Test
    void saysWhatIsMissingThoughItMustBeThere() {
        JsonReader reader =
                JsonReader.of("{\"peers\":[],\"codecs\":[\"vp8\"],\"open\":false,\"port\":-7,\"wide\":2147483648}");

        assertThat(reader.requiredObjects("peers")).isEmpty();
        assertThat(reader.requiredTexts("codecs")).containsExactly("vp8");
        assertThat(reader.requiredFlag("open")).isFalse();
        assertThat(reader.requiredInteger32("port")).isEqualTo(-7);
        assertThat(reader.integer32("absent")).isEmpty();
        assertThatThrownBy(() -> reader.integer32("wide")).hasMessage("wide is a number of more than 32 bits");
        for (ThrowingCallable missing : List.<ThrowingCallable>of(
                () -> reader.requiredObjects("absent"),
                () -> reader.requiredTexts("absent"),
                () -> reader.requiredFlag("absent"),
                () -> reader.requiredInteger32("absent"))) {
            assertThatThrownBy(missing).isInstanceOf(MalformedJson.class).hasMessage("absent is missing");
        }
    }

    @Test
    void writesWhatItReads() {
        String written = new JsonMembers()
                .with("text", "\"ż\n")
                .with("number", 7)
                .with("flag", true)
                .with("texts", List.of("a", "b"))
                .with("object", new JsonMembers())
                .toString();

        assertThat(written)
                .isEqualTo("{\"text\":\"\\\"ż\\n\",\"number\":7,\"flag\":true,\"texts\":[\"a\",\"b\"],\"object\":{}}");
        assertThat(JsonReader.of(written)).hasToString(written);
    }
}
