package dev.ephyra.server.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MediaAddressCheckTest {
    private static String findings(String announced, String listenOn, String httpIp, String... own) {
        Set<InetAddress> addresses =
                Arrays.stream(own).map(InetAddress::ofLiteral).collect(Collectors.toSet());
        return new MediaAddressCheck(
                        InetAddress.ofLiteral(announced),
                        InetAddress.ofLiteral(listenOn),
                        InetAddress.ofLiteral(httpIp),
                        addresses)
                .findings().stream()
                        .map(finding -> finding.level().text() + " " + finding.why() + " — " + finding.todo())
                        .collect(Collectors.joining("\n"));
    }

    @Test
    void takesAnAddressOfThisMachine() {
        assertThat(findings("8.8.4.4", "0.0.0.0", "0.0.0.0", "8.8.4.4", "10.0.0.5"))
                .isEqualTo("ok 8.8.4.4 is an address of this machine — ");
        assertThat(findings("10.0.0.5", "0.0.0.0", "0.0.0.0", "10.0.0.5"))
                .as("a private network")
                .isEqualTo("ok 10.0.0.5 is an address of this machine — ");
    }

    @Test
    void takesTheAddressOfANatAndSaysWhatItMustDo() {
        assertThat(findings("8.8.4.4", "0.0.0.0", "0.0.0.0", "10.0.0.5"))
                .startsWith("ok 8.8.4.4 is no address of this machine: whatever has it must forward the ports");
    }

    @Test
    void warnsOfLoopbackBesideAServerForOthers() {
        assertThat(findings("127.0.0.1", "127.0.0.1", "0.0.0.0", "10.0.0.5"))
                .startsWith(
                        "warn 127.0.0.1 is announced, so browsers elsewhere join and have no media — set FJ_WEBRTC");
        assertThat(findings("127.0.0.1", "0.0.0.0", "127.0.0.1", "10.0.0.5")).startsWith("warn 127.0.0.1");
        assertThat(findings("127.0.0.1", "127.0.0.1", "127.0.0.1", "8.8.4.4")).startsWith("ok 127.0.0.1");
    }

    @Test
    void warnsOfAPrivateAddressOnAPublicMachine() {
        assertThat(findings("10.0.0.5", "0.0.0.0", "0.0.0.0", "10.0.0.5", "8.8.4.4"))
                .startsWith("warn 10.0.0.5 is announced, which is not public, and this machine has 8.8.4.4 — "
                        + "set FJ_WEBRTC_TURN_IP=8.8.4.4");
    }

    @Test
    void warnsOfPortsThatNobodyReachesAndOfIpv6() {
        assertThat(findings("8.8.4.4", "127.0.0.1", "0.0.0.0", "8.8.4.4"))
                .contains(
                        "warn media listen on 127.0.0.1, where only this machine reaches them, and 8.8.4.4 is announced");
        assertThat(findings("2a00:1450::1", "::", "::", "2a00:1450::1"))
                .contains("warn with an IPv6 address there is no TURN");
    }

    @Test
    void failsOnAddressesThatAreNobodys() {
        for (String address : new String[] {"0.0.0.0", "224.0.0.1", "255.255.255.255", "169.254.1.1", "::"}) {
            assertThat(findings(address, "0.0.0.0", "0.0.0.0")).startsWith("FAIL ");
        }
    }
}
