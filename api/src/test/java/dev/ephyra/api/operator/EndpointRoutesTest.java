package dev.ephyra.api.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.notify.endpoint.Batching;
import dev.ephyra.notify.endpoint.BodyFormat;
import dev.ephyra.notify.endpoint.Deliveries.Outcome;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EndpointState;
import dev.ephyra.notify.endpoint.EndpointStatus;
import dev.ephyra.notify.endpoint.Endpoints.Change;
import dev.ephyra.notify.record.EventType;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointRoutesTest {
    private static final String FULL = """
            {"url":"https://a.example/hook","include":["peerAdded","endpointTripped"],"exclude":["trackAdded"],
            "roomIdPrefix":"eu-","roomMetadata":{"tenant":"a","n":1},"format":"json","meta":true,
            "headers":{"X-Key":"k1"},"batching":{"maxEvents":10,"maxBytes":2048,"lingerMillis":50},
            "poison":"park","maxAgeSeconds":60,"timeoutSeconds":5}""";

    private final OperatorHarness api = new OperatorHarness();

    private Endpoint kept(String id) {
        return Objects.requireNonNull(api.endpoints.kept.get(id)).endpoint();
    }

    @Test
    void createsEndpointOfUrlAloneAndShowsItsSecretOnce() {
        OperatorHarness.Reply created = api.post("/endpoints", "{\"url\":\"http://localhost:3000/hook\"}");

        created.is(
                201,
                "{\"id\":\"ep_1\",\"url\":\"http://localhost:3000/hook\",\"include\":[],\"exclude\":[],\"roomIdPrefix\":\"\","
                        + "\"roomMetadata\":{},\"format\":\"protobuf\",\"meta\":false,\"headers\":{},\"batching\":false,"
                        + "\"poison\":\"dead_letter\",\"maxAgeSeconds\":259200,\"timeoutSeconds\":15,\"state\":\"active\","
                        + "\"source\":\"api\",\"lastFailure\":\"\",\"lanes\":3,\"blockedLanes\":1,\"inFlight\":2,"
                        + "\"concurrency\":64,\"oldestUndeliveredAt\":\"2023-11-14T22:13:20.000000Z\",\"deadLetters\":5,"
                        + "\"rotation\":null,\"secret\":\"whsec_made\"}");
        assertThat(api.get("/endpoints/ep_1").body()).doesNotContain("secret");
        assertThat(api.get("/endpoints").body())
                .startsWith("{\"endpoints\":[{\"id\":\"ep_1\"")
                .doesNotContain("secret");
    }

    @Test
    void readsEverySetting() {
        assertThat(api.post("/endpoints", FULL).status()).isEqualTo(201);

        Endpoint endpoint = kept("ep_1");
        assertThat(endpoint.filter().include())
                .containsExactlyInAnyOrder(EventType.PEER_ADDED, EventType.ENDPOINT_TRIPPED);
        assertThat(endpoint.filter().exclude()).containsExactly(EventType.TRACK_ADDED);
        assertThat(endpoint.filter().roomIdPrefix()).isEqualTo("eu-");
        assertThat(endpoint.filter().roomMetadata()).isEqualTo(Map.of("tenant", "\"a\"", "n", "1"));
        assertThat(endpoint.format()).isEqualTo(BodyFormat.JSON);
        assertThat(endpoint.meta()).isTrue();
        assertThat(endpoint.headers()).isEqualTo(Map.of("x-key", "k1"));
        assertThat(endpoint.batching()).isEqualTo(new Batching(10, 2048, 50));
        assertThat(endpoint.deadLetters()).isEqualTo(Endpoint.PoisonPolicy.PARK);
        assertThat(endpoint.maxAgeMillis()).isEqualTo(60_000);
        assertThat(endpoint.totalTimeoutMillis()).isEqualTo(5_000);
    }

    @Test
    void masksValuesOfHeaders() {
        api.post("/endpoints", FULL);

        assertThat(api.get("/endpoints/ep_1").body())
                .contains("\"headers\":{\"x-key\":\"***\"}")
                .doesNotContain("k1");
        api.patch("/endpoints/ep_1", "{\"headers\":{\"x-key\":\"***\"}}")
                .isError(
                        400,
                        "Expected headers.x-key to be a value and not the mask of one; leave headers out to keep them"
                                + " as they are");
    }

    @Test
    void changesOnlyWhatIsGiven() {
        api.post("/endpoints", FULL);
        Endpoint before = kept("ep_1");

        assertThat(api.patch("/endpoints/ep_1", "{\"url\":\"https://b.example/\",\"batching\":false}")
                        .status())
                .isEqualTo(200);

        Endpoint after = kept("ep_1");
        assertThat(after.url()).isEqualTo("https://b.example/");
        assertThat(after.batching()).isEqualTo(Batching.NONE);
        assertThat(after.filter()).isEqualTo(before.filter());
        assertThat(after.headers()).isEqualTo(before.headers());
        assertThat(after.maxAgeMillis()).isEqualTo(before.maxAgeMillis());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|Expected url to be given, a string that is not empty",
                "{'url':5}|Expected url to be a string, got: 5",
                "{'url':'ftp://x/'}|Expected url to be http://host[:port][/path] or https://…: neither http nor https",
                "{'url':'http://u:hidden@x/'}|Expected url to be http://host[:port][/path] or https://…: "
                        + "a user and a password in it are not allowed",
                "{'url':'http://x:99999/'}|Expected url to be http://host[:port][/path] or https://…: "
                        + "its port is no number from 1 to 65535",
                "{'url':'http://x/','secret':''}|Expected secret not to be empty; leave it out to have one generated",
                "{'url':'http://x/','include':'peerAdded'}|Expected include to be an array, got: peerAdded",
                "{'url':'http://x/','include':[1]}|Expected include to be an array of event types, got: 1",
                "{'url':'http://x/','exclude':['peerAded']}|Unknown event type in exclude: peerAded; did you mean peerAdded?",
                "{'url':'http://x/','format':'xml'}|Expected format to be one of protobuf, json, fishjam-json, got: xml",
                "{'url':'http://x/','meta':'yes'}|Expected meta to be true or false, got: yes",
                "{'url':'http://x/','headers':[]}|Expected headers to be an object, got: []",
                "{'url':'http://x/','headers':{'a':1}}|Expected headers.a to be a string, got: 1",
                "{'url':'http://x/','batching':{'maxEvents':0}}|Expected batching.maxEvents to be a whole number from 1 to 100, got: 0",
                "{'url':'http://x/','batching':7}|Expected batching to be an object, got: 7",
                "{'url':'http://x/','poison':'drop'}|Expected poison to be dead_letter or park, got: drop",
                "{'url':'http://x/','timeoutSeconds':31}|Expected timeoutSeconds to be a whole number from 1 to 30, got: 31",
                "{'url':'http://x/','maxAgeSeconds':1.5}|Expected maxAgeSeconds to be a whole number from 1 to 2592000, got: 1.5",
                "{'url':'http://x/','roomMetadata':null,'secret':[]}|Expected secret to be a string, got: []"
            })
    void saysWhichSettingIsWrongAndWhatWouldBeRight(String body, String text) {
        api.post("/endpoints", body.replace('\'', '"')).isError(400, text);

        assertThat(api.endpoints.kept).isEmpty();
    }

    @Test
    void pausesResumesAndDeletes() {
        api.post("/endpoints", FULL);

        assertThat(api.post("/endpoints/ep_1/pause", "").body()).contains("\"state\":\"paused\"");
        assertThat(api.post("/endpoints/ep_1/resume", "").body()).contains("\"state\":\"active\"");
        assertThat(api.delete("/endpoints/ep_1").status()).isEqualTo(204);
        api.delete("/endpoints/ep_1").isError(404, "Endpoint ep_1 does not exist");
        api.patch("/endpoints/ep_1", "{}").isError(404, "Endpoint ep_1 does not exist");
        api.get("/endpoints/ep_1").isError(404, "Endpoint ep_1 does not exist");
        api.get("/endpoints/ep_1/secret").isError(404, "Endpoint ep_1 does not exist");
    }

    @Test
    void rotatesAndShowsSecrets() {
        api.post("/endpoints", FULL);

        assertThat(api.post("/endpoints/ep_1/rotate", "{}").body()).contains("\"secret\":\"whsec_new\"");
        api.post("/endpoints/ep_1/rotate", "{\"secret\":\"s\",\"overlapSeconds\":10,\"flipAfterSeconds\":3}");
        api.post("/endpoints/ep_1/rotate", "{\"overlapSeconds\":10,\"flipAfterSeconds\":11}")
                .isError(400, "Expected flipAfterSeconds to be a whole number from 0 to 10, got: 11");
        api.get("/endpoints/ep_1/secret").is(200, "{\"secret\":\"whsec_shown\"}");

        assertThat(api.endpoints.rotations).containsExactly(" 86400 43200", "s 10 3");
    }

    @Test
    void saysWhyItShowsNoSecret() {
        api.post("/endpoints", FULL);
        api.endpoints.sealed.add("ep_1");
        Endpoint ofRooms = Endpoint.ofRooms("http://a/b", true);
        api.endpoints.sealed.add(ofRooms.id());
        api.endpoints.kept.put(ofRooms.id(), FakeEndpoints.status(ofRooms, EndpointState.ACTIVE));

        api.get("/endpoints/ep_1/secret")
                .isError(
                        409,
                        "The secret of endpoint ep_1 cannot be opened: the encryption key is another one, or it is"
                                + " damaged; rotate it");
        api.get("/endpoints/http%3A%2F%2Fa%2Fb/secret")
                .isError(404, "Endpoint http://a/b is the URL of rooms and has no secret of its own");
    }

    @Test
    void showsRotationAndEndpointOfRooms() {
        Endpoint ofRooms = Endpoint.ofRooms("http://a/b?c=1", true);
        EndpointStatus.Rotation rotation = new EndpointStatus.Rotation(1_700_000_000_000_000L, 1_700_000_001_500_000L);
        api.endpoints.kept.put(
                ofRooms.id(),
                new EndpointStatus(
                        ofRooms, EndpointState.TRIPPED, false, Optional.of(rotation), "timeout", 1, 1, 0, 1, 0, 0));

        assertThat(api.get("/endpoints/http%3A%2F%2Fa%2Fb%3Fc%3D1").body())
                .contains("\"id\":\"http://a/b?c=1\"", "\"source\":\"room\"", "\"state\":\"tripped\"")
                .contains("\"oldestUndeliveredAt\":null", "\"batching\":{\"maxEvents\":100,")
                .contains("\"rotation\":{\"legacyFlipsAt\":\"2023-11-14T22:13:20.000000Z\","
                        + "\"overlapEndsAt\":\"2023-11-14T22:13:21.500000Z\"}");
    }

    @Test
    void postsTestEventAtOnce() {
        api.deliveries.outcome = new Outcome.Posted(FakeDeliveries.ATTEMPT);

        api.post("/endpoints/ep_1/test", "")
                .is(
                        200,
                        "{\"endpoint\":\"ep_1\",\"eventId\":\"" + FakeDeliveries.EVENT + "\",\"number\":2,"
                                + "\"at\":\"2023-11-14T22:13:20.000000Z\",\"millis\":12,\"status\":500,"
                                + "\"failure\":\"status 500\",\"answer\":\"oops \\\"x\\\"\",\"replay\":false}");
    }

    @Test
    void passesOnWhatTheKeeperOfEndpointsSays() {
        api.endpoints.always = Optional.of(new Change.Refused("headers: host is ours"));
        api.post("/endpoints", FULL).isError(400, "headers: host is ours");
        api.endpoints.always = Optional.of(new Change.Unavailable("the database is full"));
        api.post("/endpoints", FULL).isError(503, "the database is full");
    }

    @Test
    void refusesTooMuch() {
        String headers = "{\"h\":\"v\"".concat(",\"h%d\":\"v\"".repeat(16)).concat("}");
        StringBuilder many = new StringBuilder(headers);
        for (int i = 0; i < 16; i++) {
            int at = many.indexOf("%d");
            many.replace(at, at + 2, Integer.toString(i));
        }

        api.post("/endpoints", "{\"url\":\"http://x/\",\"headers\":" + many + "}")
                .isError(400, "Expected headers to be at most 16");
    }
}
