package dev.ephyra.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.room.ComponentId;
import dev.ephyra.room.ComponentType;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomId;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ComponentEndpointsTest {
    private static final String STRUCTURE = "Invalid request body structure";

    private final ApiHarness api = new ApiHarness();

    @BeforeEach
    void createRoom() {
        api.post("/room", "{\"roomId\":\"r1\",\"videoCodec\":\"h264\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hls", "rtsp", "file", "sip", "recording"})
    void answersEveryKnownTypeAsDisabled(String type) {
        String body = "{\"type\":\"" + type + "\",\"options\":null}";

        api.post("/room/r1/component", body)
                .isError(400, "Components of type " + type + " are disabled on this Fishjam");
        api.post("/room/none/component", body).isError(404, "Room none does not exist");
    }

    @Test
    void refusesMissingAndUnknownTypesBeforeTheRoom() {
        api.post("/room/none/component", "{}").isError(400, STRUCTURE);
        api.post("/room/none/component", "{\"type\":\"HLS\"}").isError(400, "Invalid component type");
        api.post("/room/none/component", "{\"type\":null}").isError(400, "Invalid component type");
        api.post("/room/none/component", "{\"type\":{}}").isError(400, "Invalid component type");
    }

    @Test
    void answersMissingComponentByRoute() {
        String text = "Component c1 does not exist";
        api.delete("/room/r1/component/c1").isError(404, text);
        api.post("/room/r1/component/c1/subscribe", "{\"origins\":[\"x\"]}").isError(400, text);
        api.post("/sip/r1/c1/call", "{\"phoneNumber\":\"1\"}").isError(400, text);
        api.delete("/sip/r1/c1/call").isError(400, text);
    }

    @Test
    void answersMissingRoomBeforeMissingComponent() {
        String text = "Room none does not exist";
        api.delete("/room/none/component/c1").isError(404, text);
        api.post("/room/none/component/c1/subscribe", "{\"origins\":[]}").isError(404, text);
        api.post("/sip/none/c1/call", "{\"phoneNumber\":\"1\"}").isError(404, text);
        api.delete("/sip/none/c1/call").isError(404, text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"origins\":null}", "{\"origins\":\"a\"}", "{\"origins\":[1]}", "{\"origins\":{}}"})
    void refusesSubscriptionWithoutOrigins(String body) {
        api.post("/room/none/component/c1/subscribe", body).isError(400, STRUCTURE);
    }

    @Test
    void refusesMoreOrLongerOriginsThanTheLimit() {
        String many = "\"x\"" + ",\"x\"".repeat(ApiLimits.MAX_ORIGINS);
        String path = "/room/r1/component/c1/subscribe";
        api.post(path, "{\"origins\":[" + many + "]}").isError(400, STRUCTURE);
        api.post(path, "{\"origins\":[\"" + "x".repeat(129) + "\"]}").isError(400, STRUCTURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"phoneNumber\":null}", "{\"phoneNumber\":1}", "{\"phoneNumber\":[]}"})
    void refusesDialWithoutNumber(String body) {
        api.post("/sip/none/c1/call", body).isError(400, STRUCTURE);
    }

    @Test
    void answersSubscribeAndDialWithTextAndNoContentType() {
        add("h1", ComponentType.HLS, true);
        add("s1", ComponentType.SIP, false);
        ApiHarness.Reply subscribed = api.post("/room/r1/component/h1/subscribe/", "{\"origins\":[\"p\"]}");
        ApiHarness.Reply dialed = api.post("/sip/r1/s1/call", "{\"phoneNumber\":\"+48 1\"}");

        assertThat(subscribed.status()).isEqualTo(201);
        assertThat(subscribed.body()).isEqualTo("Successfully subscribed for tracks");
        assertThat(subscribed.response().headers()).doesNotContainKey("content-type");
        assertThat(dialed.status()).isEqualTo(201);
        assertThat(dialed.body()).isEqualTo("Successfully schedule calling phone_number: +48 1");
        assertThat(dialed.response().headers()).doesNotContainKey("content-type");
        assertThat(api.delete("/sip/r1/s1/call").status()).isEqualTo(204);
        assertThat(api.delete("/room/r1/component/s1").status()).isEqualTo(204);
    }

    @Test
    void refusesWhatAComponentCannotDo() {
        add("h1", ComponentType.HLS, false);
        add("f1", ComponentType.FILE, false);
        api.post("/room/r1/component/h1/subscribe", "{\"origins\":[]}")
                .isError(400, "Component h1 option `subscribe_mode` is set to :auto");
        api.post("/room/r1/component/f1/subscribe", "{\"origins\":[]}")
                .isError(400, "Subscribe mode is supported only for HLS and Recording components");
        api.post("/sip/r1/f1/call", "{\"phoneNumber\":\"1\"}").isError(400, "Component f1 is not a SIP component");
        api.delete("/sip/r1/f1/call").isError(400, "Component f1 is not SIP component");
    }

    @Test
    void addsFilesAndShowsThemWithTheirDefaults() {
        useFiles();
        ApiHarness.Reply video = addFile("\"filePath\":\"a.h264\"");
        ApiHarness.Reply rated = addFile("\"filePath\":\"/b/a.h264\",\"framerate\":\"25\",\"unknown\":1");
        ApiHarness.Reply audio = addFile("\"filePath\":\"a.ogg\",\"framerate\":null");

        assertThat(video.status()).isEqualTo(201);
        assertThat(video.body())
                .matches("\\{\"data\":\\{\"id\":\"[-0-9a-f]{36}\",\"type\":\"file\",\"properties\":"
                        + "\\{\"filePath\":\"a.h264\",\"framerate\":30},\"tracks\":\\[]}}");
        assertThat(rated.body()).contains("{\"filePath\":\"/b/a.h264\",\"framerate\":25}");
        assertThat(audio.body()).contains("{\"filePath\":\"a.ogg\",\"framerate\":null}");
        assertThat(api.get("/room/r1").body()).contains("{\"filePath\":\"a.ogg\",\"framerate\":null}");
    }

    @Test
    void sourcesThatDoNotAnswerAreNobodysFault() {
        useFiles();
        api.files = _ -> CompletableFuture.completedFuture(ComponentFiles.Verdict.UNANSWERED);

        addFile("\"filePath\":\"a.ogg\"").isError(503, "The folder of file sources does not answer in time");
    }

    @Test
    void findsFaultWithFilesInFishjamsOrder() {
        useFiles();
        api.files = path -> CompletableFuture.completedFuture(
                path.startsWith("..")
                        ? ComponentFiles.Verdict.OUTSIDE
                        : path.startsWith("no") ? ComponentFiles.Verdict.ABSENT : ComponentFiles.Verdict.FOUND);

        addFile("").isError(400, "Required field \"filePath\" missing");
        addFile("\"filePath\":null").isError(400, STRUCTURE);
        addFile("\"filePath\":7").isError(400, STRUCTURE);
        addFile("\"filePath\":\"../x\",\"framerate\":0").isError(400, "Invalid file path");
        addFile("\"filePath\":\"../x\",\"framerate\":\"x\"").isError(400, "Invalid framerate passed");
        addFile("\"filePath\":\"no.txt\",\"framerate\":-3").isError(404, "File not found");
        addFile("\"filePath\":\"a.txt\",\"framerate\":0").isError(400, "Invalid framerate passed");
        addFile("\"filePath\":\"a.h264\",\"framerate\":29.97").isError(400, "Invalid framerate passed");
        addFile("\"filePath\":\"a.h264\",\"framerate\":99999999999999999999").isError(400, "Invalid framerate passed");
        addFile("\"filePath\":\"a.ogg\",\"framerate\":30")
                .isError(400, "Attempted to set framerate for audio component which is not supported.");
        addFile("\"filePath\":\"a.H264\"").isError(400, "Unsupported file type");
        api.post("/room/r1/component", "{\"type\":\"file\",\"options\":null}").isError(400, STRUCTURE);
        api.post("/room/r1/component", "{\"type\":\"file\",\"options\":[]}").isError(400, STRUCTURE);
        api.post("/room/none/component", "{\"type\":\"file\"}").isError(404, "Room none does not exist");
    }

    @Test
    void addsCamerasAndShowsThemWithoutTheirPasswords() {
        api.componentsUsed = Set.of(ComponentType.RTSP);
        api.post("/room/r1/component", "{\"type\":\"rtsp\",\"options\":{}}")
                .isError(400, "Required field \"sourceUri\" missing");
        ApiHarness.Reply camera = api.post(
                "/room/r1/component", "{\"type\":\"rtsp\",\"options\":{\"sourceUri\":\"rtsp://u:secret@cam:8554/a\"}}");

        assertThat(camera.status()).isEqualTo(201);
        assertThat(camera.body())
                .contains("\"properties\":{\"sourceUri\":\"rtsp://u:***@cam:8554/a\",\"rtpPort\":20000,"
                        + "\"reconnectDelay\":15000,\"keepAliveInterval\":15000,\"pierceNat\":true},\"tracks\":[]");
        for (String wrong :
                new String[] {"\"rtpPort\":65536", "\"rtpPort\":-1", "\"reconnectDelay\":-1", "\"pierceNat\":1"}) {
            api.post("/room/r1/component", "{\"type\":\"rtsp\",\"options\":{\"sourceUri\":\"rtsp://c\"," + wrong + "}}")
                    .isError(400, STRUCTURE);
        }
        api.post("/room", "{\"roomId\":\"r2\"}");
        api.post("/room/r2/component", "{\"type\":\"rtsp\",\"options\":{}}")
                .isError(400, "Incompatible video codec enforced in room r2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rtsp://u:secret@cam/a",
                "rtsp://u:sec/ret@cam/a",
                "rtsp://u:se#cret@cam/a",
                "rtsp://u:se?cret@cam/a",
                "rtsp://me@mail.example:secret@cam/a",
                "u:secret@cam/live",
                "rtsp:/u:secret@cam",
                "rtsp://secret@cam/a",
                "rtsp://192.0.2.1/user=admin&password=secret&channel=1",
                "rtsp://192.0.2.1/live?pwd=secret"
            })
    void noPasswordIsShownHoweverItIsWritten(String uri) {
        assertThat(RtspOptionsReader.masked(uri)).doesNotContain("secret", "sec/ret", "se#cret", "se?cret");
    }

    private void useFiles() {
        api.componentsUsed = Set.of(ComponentType.FILE);
    }

    private ApiHarness.Reply addFile(String options) {
        return api.post("/room/r1/component", "{\"type\":\"file\",\"options\":{" + options + "}}");
    }

    private void add(String id, ComponentType type, boolean manualSubscribe) {
        api.rooms.happens(
                new RoomId("r1"), new RoomCommand.AddComponent(new ComponentId(id), type, "{}", manualSubscribe));
    }
}
