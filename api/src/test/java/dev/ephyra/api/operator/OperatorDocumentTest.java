package dev.ephyra.api.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.api.JsonReader;
import dev.ephyra.api.JsonValue;
import dev.ephyra.api.RequestBody;
import dev.ephyra.api.Route;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The other half, that no operation answers with an undocumented status, is checked by {@link OperatorHarness}. */
class OperatorDocumentTest {
    private final OperatorHarness api = new OperatorHarness();
    private final JsonValue.Members document = read();

    private JsonValue.Members read() {
        OperatorHarness.Reply reply = api.send("GET", "/openapi.json", Map.of(), new RequestBody.Empty());
        assertThat(reply.status()).isEqualTo(200);
        return json(reply.body());
    }

    private static JsonValue.Members json(String text) {
        return (JsonValue.Members)
                ((JsonReader.Result.Read) JsonReader.read(text.getBytes(StandardCharsets.UTF_8))).value();
    }

    private static JsonValue.Members at(JsonValue.Members from, String... names) {
        JsonValue.Members at = from;
        for (String name : names) {
            at = (JsonValue.Members) at.member(name).orElseThrow();
        }
        return at;
    }

    @Test
    void describesEveryRouteAndNothingElse() {
        List<String> described = new ArrayList<>();
        at(document, "paths")
                .members()
                .forEach((path, operations) -> ((JsonValue.Members) operations)
                        .members()
                        .keySet()
                        .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path)));
        List<String> routed = api.api.routes().routes().stream()
                .map(route -> route.method() + " " + route.path())
                .toList();

        assertThat(described).containsExactlyInAnyOrderElementsOf(routed).hasSize(30);
    }

    @Test
    void describesNoOperationThatHasNoRoute() {
        List<String> ids =
                api.api.routes().routes().stream().map(Route::operationId).toList();

        assertThat(ids).containsExactlyInAnyOrderElementsOf(OperatorOperations.ALL.keySet());
    }

    @Test
    void defersOnlyToSchemasThatExistAndUsesEach() {
        Set<String> used = new TreeSet<>();
        references(document, used);

        assertThat(used)
                .isEqualTo(at(document, "components", "schemas").members().keySet());
    }

    @Test
    void describesEndpointAsItIsShown() {
        String shown = api.post("/endpoints", "{\"url\":\"http://a/b\"}").body();

        assertThat(json(shown).members().keySet())
                .isEqualTo(at(document, "components", "schemas", "Endpoint", "properties")
                        .members()
                        .keySet());
    }

    @Test
    void describesEverySettingOfAnEndpoint() {
        assertThat(at(document, "components", "schemas", "EndpointSettings", "properties")
                        .members()
                        .keySet())
                .isEqualTo(EndpointReader.SETTINGS);
    }

    private static void references(JsonValue value, Set<String> used) {
        if (value instanceof JsonValue.Items(List<JsonValue> items)) {
            items.forEach(item -> references(item, used));
        } else if (value instanceof JsonValue.Members(Map<String, JsonValue> members)) {
            members.forEach((name, member) -> {
                if (name.equals("$ref") && member instanceof JsonValue.Text(String target)) {
                    used.add(target.substring("#/components/schemas/".length()));
                }
                references(member, used);
            });
        }
    }
}
