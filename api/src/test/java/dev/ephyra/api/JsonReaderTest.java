package dev.ephyra.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class JsonReaderTest {
    private static final String ALL =
            "{\"a\":[1,-2,3.50,1e9,true,false,null],\"b\":{\"c\":\"\\u00e9\\n\\\"\"},\"d\":18446744073709551616}";

    private static JsonReader.Result read(String json) {
        return JsonReader.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String json(JsonValue value) {
        return new JsonValue.Items(List.of(value)).shown();
    }

    @Test
    void readsEveryKindOfValue() {
        JsonReader.Result.Read read = (JsonReader.Result.Read) read(ALL);

        assertThat(json(read.value())).isEqualTo("[" + ALL.replace("\\u00e9", "é") + "]");
    }

    @Test
    void letsTheLastOfTwoMembersCount() {
        assertThat(((JsonReader.Result.Read) read("{\"a\":1,\"a\":2}")).value().shown())
                .isEqualTo("{\"a\":2}");
    }

    @Test
    void refusesTextCutAtAnyLength() {
        byte[] whole = ALL.getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length; length++) {
            assertThat(JsonReader.read(Arrays.copyOf(whole, length))).isEqualTo(new JsonReader.Result.Malformed());
        }
    }

    @Test
    void admitsDepthUpToItsLimit() {
        int depth = ApiLimits.MAX_JSON_DEPTH;
        assertThat(read("[".repeat(depth) + "]".repeat(depth))).isInstanceOf(JsonReader.Result.Read.class);
        assertThat(read("[".repeat(depth + 1))).isEqualTo(new JsonReader.Result.TooLarge());
    }

    @Property(tries = 1_000)
    void answersAnyBytes(@ForAll byte[] bytes) {
        assertThat(JsonReader.read(bytes)).isNotNull();
    }
}
