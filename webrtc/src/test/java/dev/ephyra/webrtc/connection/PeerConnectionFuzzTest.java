package dev.ephyra.webrtc.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/** Any bytes from anywhere, and any bytes under the keys of a peer. */
class PeerConnectionFuzzTest {
    private static final SimulatedCall CALL = new SimulatedCall(11);
    private static final Participant ANN = CALL.join("ann", CALL.video(), CALL.audio());
    private static final Participant BOB = CALL.join("bob");

    static {
        CALL.subscribe(BOB, "ann-0", "ann-1");
        CALL.connect();
    }

    @FuzzTest(maxDuration = "30s")
    void anyBytesLeaveALivingConnection(byte[] bytes) {
        byte[] limited = Arrays.copyOf(bytes, Math.min(bytes.length, 1_200) + 20);
        int length = limited.length - 20;
        ANN.server.receive(limited.clone(), 0, length, Participant.Address.of(9), CALL.nowNanos);
        ANN.server.receive(limited.clone(), 0, length, ANN.address, CALL.nowNanos);
        ANN.client.sendRtp(limited.clone(), 0, length);
        BOB.client.sendRtcp(limited.clone(), 0, length);
        CALL.runMillis(20);

        assertThat(ANN.events).containsExactly(new ConnectionEvent.Established());
        assertThat(BOB.events).containsExactly(new ConnectionEvent.Established());
        ANN.toServer.clear();
        BOB.received.clear();
    }
}
