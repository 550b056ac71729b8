package dev.ephyra.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.room.EndReason;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomId;
import dev.ephyra.signaling.TokenVerifier.Verdict;
import dev.ephyra.wire.PeerMessage;
import dev.ephyra.wire.media.peer.MediaEvent;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeerSocketSessionTest {
    private static final RoomId ROOM = new RoomId("room");
    private static final PeerId PEER = new PeerId("peer");
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final byte[] GARBAGE = {(byte) 0xff, (byte) 0xff, 7};

    private final TokenVerifier tokens = token -> switch (token.toLowerCase(Locale.ROOT)) {
        case "good" -> new Verdict.Valid(ROOM, PEER);
        case "old" -> new Verdict.Expired();
        case "" -> new Verdict.Missing();
        default -> new Verdict.Invalid();
    };
    private final PeerSocketSession session = new PeerSocketSession(tokens, 0);

    @Test
    void readsTheAuthenticationBytesOfTheOldestClients() {
        session.onBinary(HexFormat.of().parseHex("12060a04676f6f64"), 0);

        assertThat(acts()).containsExactly(new PeerSocketOutput.Enter(ROOM, PEER, Dialect.JSON));
    }

    @Test
    void takesASdkVersionForTheProtobufDialect() {
        session.onBinary(auth("good", "web-0.25.1"), 0);

        assertThat(acts()).containsExactly(new PeerSocketOutput.Enter(ROOM, PEER, Dialect.PROTOBUF));
    }

    @Test
    void saysAuthenticatedOnlyWhenTheRoomLetThePeerIn() {
        session.onBinary(auth("good", ""), 0);
        assertThat(sent()).isEmpty();

        session.entered(0);

        assertThat(sent()).containsExactly("0a00");
    }

    @ParameterizedTest
    @CsvSource({"bad,invalid token", "'',missing token", "old,expired token"})
    void closesWithTheReasonClientsLookFor(String token, String reason) {
        session.onBinary(auth(token, ""), 0);

        assertThat(acts()).containsExactly(new PeerSocketOutput.Close(1000, reason));
    }

    @ParameterizedTest
    @CsvSource({"room not found", "peer not found", "peer already connected"})
    void closesWithTheReasonOfTheRoom(String reason) {
        session.onBinary(auth("good", ""), 0);
        session.drain();

        session.refused(reason);

        assertThat(acts()).containsExactly(new PeerSocketOutput.Close(1000, reason));
    }

    @ParameterizedTest
    @CsvSource({"1000,Peer removed", "1000,Room stopped", "1011,Internal server error"})
    void closesWhenTheRoomSaysSo(int code, String reason) {
        enter("");

        session.close(code, reason);

        assertThat(acts()).containsExactly(new PeerSocketOutput.Close(code, reason));
    }

    @Test
    void cutsALongReasonBetweenCharacters() {
        enter("");

        session.close(1011, "é".repeat(100));

        assertThat(acts()).containsExactly(new PeerSocketOutput.Close(1011, "é".repeat(61)));
    }

    @Test
    void closesWhenTheFirstMessageIsAnythingElse() {
        for (byte[] first : List.of(GARBAGE, new byte[0], json("{\"type\":\"connect\"}"))) {
            PeerSocketSession fresh = new PeerSocketSession(tokens, 0);

            fresh.onBinary(first, 0);

            assertThat(acts(fresh)).containsExactly(new PeerSocketOutput.Close(1000, "unauthenticated"));
        }
    }

    @Test
    void closesAnOversizedFirstMessageUnparsed() {
        session.onBinary(auth("g".repeat(5000), ""), 0);

        assertThat(acts()).containsExactly(new PeerSocketOutput.Close(1009, "unauthenticated"));
    }

    @Test
    void closesAfterFiveSecondsOfNothing() {
        assertThat(session.nextDeadlineNanos()).hasValue(5 * SECOND);
        session.onText(SECOND);
        session.onTime(5 * SECOND - 1);
        assertThat(acts()).isEmpty();

        session.onTime(5 * SECOND);

        assertThat(acts()).containsExactly(new PeerSocketOutput.Close(1000, "unauthenticated"));
        assertThat(session.nextDeadlineNanos()).isEmpty();
    }

    @Test
    void doesNotWaitForARoomForEver() {
        session.onBinary(auth("good", ""), SECOND);
        session.drain();

        session.onTime(16 * SECOND);

        assertThat(acts()).containsExactly(new PeerSocketOutput.Close(1011, "Internal server error"));
    }

    @Test
    void ignoresTextGarbageAndASecondAuthenticationWithOneWarningEach() {
        enter("");
        for (int i = 0; i < 3; i++) {
            session.onText(0);
            session.onBinary(GARBAGE, 0);
            session.onBinary(auth("bad", ""), 0);
            session.onBinary(json("{\"type\":\"vogonPoetry\"}"), 0);
            session.onBinary(json("not json"), 0);
            session.onBinary(new byte[0], 0);
        }

        List<PeerSocketOutput> outputs = session.drain();

        assertThat(outputs).hasSize(6).allMatch(PeerSocketOutput.Log.class::isInstance);
    }

    @Test
    void deliversCommandsOfItsOwnDialectOnly() {
        enter("web-0.25.1");
        session.onBinary(json("{\"type\":\"connect\",\"data\":{\"metadata\":1}}"), 0);
        assertThat(acts()).isEmpty();

        session.onBinary(protobufConnect("{\"name\": \"x\"}"), 0);

        assertThat(acts())
                .containsExactly(
                        new PeerSocketOutput.Deliver(new PeerCommand.Connect(new Metadata("{\"name\":\"x\"}"))));
    }

    @Test
    void keepsWhatWasSentAheadOfAuthenticated() {
        session.onBinary(auth("good", ""), 0);
        session.onBinary(json("{\"type\":\"connect\"}"), 0);
        assertThat(acts()).containsExactly(new PeerSocketOutput.Enter(ROOM, PEER, Dialect.JSON));

        session.entered(0);

        assertThat(acts())
                .hasSize(2)
                .last()
                .isEqualTo(new PeerSocketOutput.Deliver(new PeerCommand.Connect(Metadata.NONE)));
    }

    @Test
    void closesAPeerThatSendsMuchAheadOfAuthenticated() {
        session.onBinary(auth("good", ""), 0);
        session.drain();
        for (int i = 0; i <= PeerSocketSession.MAX_EARLY_COMMANDS; i++) {
            session.onBinary(json("{\"type\":\"connect\"}"), 0);
        }

        assertThat(acts()).containsExactly(new PeerSocketOutput.Close(1000, "unauthenticated"));
    }

    @Test
    void answersAConnectItCannotTakeWithAJoinError() {
        enter("web-0.25.1");

        session.onBinary(protobufConnect("{broken"), 0);

        assertThat(acts()).hasSize(1).first().isInstanceOf(PeerSocketOutput.Send.class);
    }

    @Test
    void deliversOffers() {
        enter("");
        byte[] offer = json("{\"type\":\"custom\",\"data\":{\"type\":\"sdpOffer\",\"data\":{\"sdpOffer\":"
                + "{\"type\":\"offer\",\"sdp\":\"v=0\"}}}}");
        session.onBinary(offer, 0);
        session.onBinary(offer, 0);

        assertThat(acts()).hasSize(2).allMatch(PeerSocketOutput.Deliver.class::isInstance);
    }

    @Test
    void pingsEveryThirtySecondsAfterAuthentication() {
        enter("");
        assertThat(session.nextDeadlineNanos()).hasValue(30 * SECOND);

        session.onTime(30 * SECOND - 1);
        assertThat(acts()).isEmpty();
        session.onTime(30 * SECOND);
        assertThat(acts()).hasSize(1).first().isInstanceOf(PeerSocketOutput.Ping.class);
        session.onPong(new byte[0], 31 * SECOND);
        session.onTime(60 * SECOND);
        assertThat(acts()).hasSize(1).first().isInstanceOf(PeerSocketOutput.Ping.class);
        assertThat(session.nextDeadlineNanos()).hasValue(90 * SECOND);
    }

    @Test
    void closesAPeerThatIsSilentForSixtySeconds() {
        enter("");
        session.onTime(30 * SECOND);
        session.drain();

        session.onTime(60 * SECOND);

        assertThat(acts()).containsExactly(new PeerSocketOutput.Close(1001, "connection lost"));
        assertThat(session.endReason(1001)).isEqualTo(EndReason.NETWORK_LOST);
    }

    @Test
    void tellsACloseByTheClientFromALostConnection() {
        assertThat(session.endReason(1000)).isEqualTo(EndReason.LEFT);
        assertThat(session.endReason(1001)).isEqualTo(EndReason.LEFT);
        assertThat(session.endReason(1005)).isEqualTo(EndReason.LEFT);
        assertThat(session.endReason(4000)).isEqualTo(EndReason.LEFT);
        // A frame that is none, a client that does not read, a message that is too big, a defect of ours.
        assertThat(List.of(1002, 1008, 1009, 1011)).allMatch(code -> session.endReason(code) == EndReason.NETWORK_LOST);
        assertThat(session.endReason(1006)).isEqualTo(EndReason.NETWORK_LOST);
    }

    @Test
    void takesOnlyTheEchoOfAProbeForItsAnswer() {
        enter("");
        session.probe();
        List<PeerSocketOutput> probe = acts();
        assertThat(probe).hasSize(1);

        session.onPong(new byte[0], 0);
        assertThat(acts()).isEmpty();
        session.onPong(((PeerSocketOutput.Ping) probe.getFirst()).payload(), 0);
        assertThat(acts()).containsExactly(new PeerSocketOutput.ProbeAnswered());
    }

    @Test
    void saysNothingMoreOnceClosed() {
        enter("");
        session.close(1000, "Peer removed");
        session.drain();

        session.onBinary(json("{\"type\":\"connect\"}"), 0);
        session.onText(0);
        session.send(new PeerEvent.EndpointRemoved("x"));
        session.probe();
        session.entered(0);
        session.refused("late");
        session.close(1000, "again");
        session.onTime(1000 * SECOND);

        assertThat(session.drain()).isEmpty();
    }

    private void enter(String sdkVersion) {
        session.onBinary(auth("good", sdkVersion), 0);
        session.entered(0);
        session.drain();
    }

    private List<PeerSocketOutput> acts() {
        return acts(session);
    }

    private static List<PeerSocketOutput> acts(PeerSocketSession session) {
        return session.drain().stream()
                .filter(output -> !(output instanceof PeerSocketOutput.Log))
                .toList();
    }

    private List<String> sent() {
        return acts().stream()
                .filter(PeerSocketOutput.Send.class::isInstance)
                .map(output -> HexFormat.of().formatHex(((PeerSocketOutput.Send) output).message()))
                .toList();
    }

    static byte[] auth(String token, String sdkVersion) {
        return PeerMessage.newBuilder()
                .setAuthRequest(
                        PeerMessage.AuthRequest.newBuilder().setToken(token).setSdkVersion(sdkVersion))
                .build()
                .toByteArray();
    }

    static byte[] json(String text) {
        assertThat(text.getBytes(StandardCharsets.UTF_8)).isNotEmpty();
        return PeerMessage.newBuilder()
                .setMediaEvent(PeerMessage.MediaEvent.newBuilder().setData(text))
                .build()
                .toByteArray();
    }

    static byte[] protobufConnect(String metadataJson) {
        return PeerMessage.newBuilder()
                .setPeerMediaEvent(MediaEvent.newBuilder()
                        .setConnect(MediaEvent.Connect.newBuilder().setMetadataJson(metadataJson)))
                .build()
                .toByteArray();
    }
}
