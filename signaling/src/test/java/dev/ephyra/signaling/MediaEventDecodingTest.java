package dev.ephyra.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.room.Metadata;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomId;
import dev.ephyra.signaling.json.JsonText;
import dev.ephyra.signaling.json.MediaEventJson;
import dev.ephyra.wire.PeerMessage;
import dev.ephyra.wire.media.peer.MediaEvent;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Foreign bytes of both dialects: every truncation, random bytes, and back again. */
class MediaEventDecodingTest {
    private static final String OFFER = "{\"type\":\"custom\",\"data\":{\"type\":\"sdpOffer\",\"data\":{\"sdpOffer\":"
            + "{\"type\":\"offer\",\"sdp\":\"v=0\\r\\n\"},\"trackIdToTrackMetadata\":{\"p:1\":{\"a\":[1,\"é\"]}},"
            + "\"midToTrackId\":{\"0\":\"p:1\"}}}}";

    @Example
    void everyTruncatedTextIsMalformed() {
        assertThat(MediaEventJson.decode(OFFER)).isInstanceOf(PeerCommand.SdpOffer.class);
        for (int length = 0; length < OFFER.length(); length++) {
            assertThat(MediaEventJson.decode(OFFER.substring(0, length))).isInstanceOf(PeerCommand.Malformed.class);
        }
    }

    @Example
    void everyTruncatedFrameLeavesTheSocketOpen() {
        byte[] offer = PeerMessage.newBuilder()
                .setPeerMediaEvent(MediaEvent.newBuilder()
                        .setSdpOffer(MediaEvent.SdpOffer.newBuilder()
                                .setSdp("v=0\r\n")
                                .putTrackIdToMetadataJson("p:1", "{\"a\":1}")
                                .putMidToTrackId("0", "p:1")))
                .build()
                .toByteArray();
        PeerSocketSession session = entered("web-0.25.1");
        for (int length = 0; length < offer.length; length++) {
            session.onBinary(Arrays.copyOf(offer, length), 0);
        }
        session.onBinary(offer, 0);

        assertThat(session.drain())
                .noneMatch(PeerSocketOutput.Close.class::isInstance)
                .anySatisfy(output -> {
                    assertThat(output).isInstanceOf(PeerSocketOutput.Deliver.class);
                });
    }

    @Property(tries = 500)
    void randomFramesNeverCloseAnEnteredSocket(@ForAll @Size(max = 64) List<byte[]> frames) {
        for (String sdkVersion : List.of("", "web")) {
            PeerSocketSession session = entered(sdkVersion);
            frames.forEach(frame -> session.onBinary(frame, 0));

            assertThat(session.drain()).noneMatch(PeerSocketOutput.Close.class::isInstance);
        }
    }

    @Property(tries = 500)
    void randomTextBecomesAValue(@ForAll String text) {
        assertThat(MediaEventJson.decode(text)).isNotNull();
        assertThat(MediaEventJson.decode("{\"type\":\"connect\",\"data\":{\"metadata\":" + text + "}}"))
                .isNotNull();
    }

    @Property(tries = 500)
    void everyStringSurvivesAsMetadata(@ForAll String value) {
        String text =
                com.fasterxml.jackson.databind.node.TextNode.valueOf(value).toString();

        JsonText.metadata(text)
                .ifPresentOrElse(
                        metadata -> assertThat(metadata).isEqualTo(new Metadata(text)),
                        () -> assertThat(value).matches(s -> s.chars().anyMatch(c -> Character.isSurrogate((char) c))));
    }

    private static PeerSocketSession entered(String sdkVersion) {
        TokenVerifier tokens = token -> new TokenVerifier.Verdict.Valid(new RoomId("r"), new PeerId("p"));
        PeerSocketSession session = new PeerSocketSession(tokens, 0);
        session.onBinary(PeerSocketSessionTest.auth("t", sdkVersion), 0);
        session.entered(0);
        session.drain();
        return session;
    }
}
