package dev.ephyra.bench.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.webrtc.ice.IceCandidate;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostCandidatesTest {
    @Test
    void theLoopbackAddressIsTakenWhateverStandsBeforeIt() throws ScenarioFailure {
        assertThat(HostCandidates.first(List.of(
                        "1 1 udp 2130706431 198.51.100.7 50000 typ host",
                        "1 1 tcp 2130706431 127.0.0.1 50001 typ host",
                        "1 1 UDP 2130706431 127.0.0.1 50002 typ host")))
                .isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_002));
    }

    @Test
    void aLoadGoesNowhereElse() {
        assertThatThrownBy(() -> HostCandidates.first(List.of("1 1 udp 2130706431 198.51.100.7 50000 typ host")))
                .isInstanceOf(ScenarioFailure.class)
                .hasMessageContaining("198.51.100.7");
        assertThatThrownBy(() -> HostCandidates.first(List.of("1 1 udp"))).isInstanceOf(ScenarioFailure.class);
        assertThatThrownBy(() -> HostCandidates.first(List.of())).isInstanceOf(ScenarioFailure.class);
    }

    @Test
    void ourOwnIsReadAgain() throws ScenarioFailure {
        InetSocketAddress own = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4_711);

        assertThat(HostCandidates.first(List.of(new IceCandidate("1", 65_535, own).value())))
                .isEqualTo(own);
    }
}
