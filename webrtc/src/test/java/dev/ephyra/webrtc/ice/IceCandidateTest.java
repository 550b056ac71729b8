package dev.ephyra.webrtc.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class IceCandidateTest {
    @Test
    void writesAHostCandidate() {
        IceCandidate candidate = new IceCandidate("1", 65_535, new InetSocketAddress("192.0.2.1", 7882));

        assertThat(candidate.text()).isEqualTo("candidate:1 1 udp 2130706431 192.0.2.1 7882 typ host");
        assertThat(candidate.value()).isEqualTo("1 1 udp 2130706431 192.0.2.1 7882 typ host");
    }

    @Test
    void prefersByTheLocalPreference() {
        InetSocketAddress address = new InetSocketAddress("fe80::1%1", 1);

        assertThat(new IceCandidate("2", 0, address).priority()).isEqualTo(126L * (1 << 24) + 255);
        assertThat(new IceCandidate("2", 1, address).text())
                .isEqualTo("candidate:2 1 udp 2113929727 fe80:0:0:0:0:0:0:1 1 typ host");
    }

    @Test
    void refusesWhatIsNoCandidate() {
        InetSocketAddress name = InetSocketAddress.createUnresolved("example.org", 1);

        assertThatThrownBy(() -> new IceCandidate("1", 0, name)).hasMessageContaining("example.org");
        assertThatThrownBy(() -> new IceCandidate("1", 65_536, new InetSocketAddress(1)))
                .hasMessageContaining("65536");
    }
}
