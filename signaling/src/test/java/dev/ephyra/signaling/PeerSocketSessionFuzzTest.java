package dev.ephyra.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomId;

class PeerSocketSessionFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void anyFramesLeaveALivingOrAClosedSession(byte[] bytes) {
        TokenVerifier tokens = token -> new TokenVerifier.Verdict.Valid(new RoomId("r"), new PeerId("p"));
        PeerSocketSession session = new PeerSocketSession(tokens, 0);
        session.onBinary(bytes, 0);
        session.onBinary(PeerSocketSessionTest.auth("t", bytes.length % 2 == 0 ? "" : "web"), 0);
        session.onBinary(bytes, 0);
        session.entered(0);
        session.onBinary(bytes, 0);

        assertThat(session.drain()).isNotEmpty().hasSizeLessThan(64);
    }
}
