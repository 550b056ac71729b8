package dev.ephyra.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The other half, that no operation answers with an undocumented status, is checked by {@link ApiHarness}. */
class OpenApiDocumentTest {
    private final ApiHarness api = new ApiHarness();
    private final JsonValue.Members document = members(read());

    private JsonValue read() {
        ApiHarness.Reply reply = api.send("GET", "/openapi.json", Map.of(), new RequestBody.Empty());
        assertThat(reply.status()).isEqualTo(200);
        return ((JsonReader.Result.Read) JsonReader.read(reply.body().getBytes(StandardCharsets.UTF_8))).value();
    }

    private static JsonValue.Members members(JsonValue value) {
        return (JsonValue.Members) value;
    }

    private static JsonValue.Members at(JsonValue.Members from, String... names) {
        JsonValue.Members at = from;
        for (String name : names) {
            at = members(at.member(name).orElseThrow());
        }
        return at;
    }

    @Test
    void describesEveryRouteAndNothingElse() {
        List<String> described = new ArrayList<>();
        at(document, "paths")
                .members()
                .forEach((path, operations) -> members(operations)
                        .members()
                        .keySet()
                        .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path)));
        List<String> routed = api.api().routes().routes().stream()
                .map(route -> route.method() + " " + route.path())
                .toList();

        assertThat(described).containsExactlyInAnyOrderElementsOf(routed).hasSize(17);
    }

    /** Tools are generated from it: what is added to Ephyra's own API must not show here. */
    @Test
    void staysAsItIsUntilSomebodyMeansToChangeIt() throws NoSuchAlgorithmException {
        byte[] text = api.send("GET", "/openapi.json", Map.of(), new RequestBody.Empty())
                .response()
                .body();

        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text)))
                .isEqualTo("1269f367a42484597a684c58fcecff31e196293bae25188782745cf9422ccca8");
    }

    @Test
    void describesNoOperationThatHasNoRoute() {
        List<String> ids =
                api.api().routes().routes().stream().map(Route::operationId).toList();

        assertThat(ids).containsExactlyInAnyOrderElementsOf(OpenApiOperations.ALL.keySet());
    }

    @Test
    void defersOnlyToSchemasThatExist() {
        Set<String> used = new TreeSet<>();
        references(document, used);

        assertThat(at(document, "components", "schemas").members().keySet()).containsAll(used);
        assertThat(used).hasSizeGreaterThan(15);
    }

    @Test
    void describesPeerAsItIsAnswered() {
        api.post("/room", "{\"roomId\":\"r1\"}");
        JsonValue answer = ((JsonReader.Result.Read) JsonReader.read(api.post("/room/r1/peer", "{\"type\":\"webrtc\"}")
                        .response()
                        .body()))
                .value();

        assertThat(at(members(answer), "data").members().keySet())
                .isEqualTo(at(document, "components", "schemas", "PeerDetailsResponse", "properties", "data")
                        .member("properties")
                        .map(properties -> members(properties).members().keySet())
                        .orElseThrow());
        assertThat(at(members(answer), "data", "peer").members().keySet())
                .isEqualTo(at(document, "components", "schemas", "Peer", "properties")
                        .members()
                        .keySet());
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
