package dev.ephyra.webrtc.ice;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ephyra.webrtc.ice.IcePeer.Port;

class IceLiteAgentFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void bytesWithoutOurPasswordGetNoAnswer(byte[] bytes) {
        IceLiteAgent agent = new IceLiteAgent(new IceCredentials("evtj", "wrongwrongwrongwrongwrong"), 0);

        agent.receive(bytes, 0, bytes.length, Port.of(9), 0);

        assertThat(agent.drain()).isEmpty();
        assertThat(agent.isVerified(Port.of(9))).isFalse();
    }
}
