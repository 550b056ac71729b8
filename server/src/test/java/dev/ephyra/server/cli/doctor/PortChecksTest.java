package dev.ephyra.server.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.server.config.Settings.PortRange;
import java.net.BindException;
import java.net.InetAddress;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What is said of ports that the system refuses, in the words of Java on Linux. */
class PortChecksTest {
    private static final String DENIED = "Permission denied";
    private static final String TAKEN = "Address already in use";
    private static final String ALLOW = " to 1024 or above, or give the server CAP_NET_BIND_SERVICE";

    private static Finding refused(String why, boolean running) {
        return PortChecks.refused("port", "0.0.0.0:443", "FJ_PORT", running, new BindException(why));
    }

    private static Finding media(int first, int last, boolean running, OptionalInt free, boolean isDenied) {
        return new MediaPortCheck(InetAddress.ofLiteral("0.0.0.0"), new PortRange(first, last), running)
                .finding(new MediaPortCheck.Search(free, isDenied));
    }

    @Test
    void aPortThatThisUserMayNotOpenIsHeldByNobody() {
        String why = "0.0.0.0:443: this user may not open it";

        assertThat(refused(DENIED, false)).isEqualTo(Finding.fail("port", why, "set FJ_PORT" + ALLOW));
        assertThat(refused(DENIED, true)).isEqualTo(Finding.warn("port", why, "set FJ_PORT" + ALLOW));
    }

    @Test
    void aPortThatIsTakenIsHeldBySomebody() {
        assertThat(refused(TAKEN, false).why()).isEqualTo("0.0.0.0:443 cannot be had: Address already in use");
        assertThat(refused(TAKEN, false).todo()).startsWith("end the program that holds it");
        assertThat(refused(TAKEN, true)).isEqualTo(Finding.ok("port", "0.0.0.0:443 is held by the running server"));
        assertThat(PortChecks.refused("port", "0.0.0.0:443", "FJ_PORT", false, new BindException())
                        .todo())
                .startsWith("end the program that holds it");
    }

    @Test
    void aMediaPortThatThisUserMayNotOpenIsNotTaken() {
        String why = "UDP 0.0.0.0:443: this user may not open it";
        String todo = "set FJ_WEBRTC_TURN_PORT_RANGE" + ALLOW;

        assertThat(media(443, 443, false, OptionalInt.empty(), true)).isEqualTo(Finding.fail("media port", why, todo));
        assertThat(media(443, 443, true, OptionalInt.empty(), true)).isEqualTo(Finding.warn("media port", why, todo));
        assertThat(media(443, 1_100, false, OptionalInt.of(1_024), true))
                .isEqualTo(Finding.warn("media port", why + ", and a start would use 1024", todo));
    }

    @Test
    void aMediaPortThatIsTakenIsPassedOver() {
        assertThat(media(5_000, 5_010, false, OptionalInt.of(5_003), false).why())
                .isEqualTo("UDP 0.0.0.0:5000 is taken, and a start would use 5003");
        assertThat(media(5_000, 5_010, true, OptionalInt.of(5_003), false).level())
                .isEqualTo(Finding.Level.OK);
        assertThat(media(5_000, 5_000, true, OptionalInt.empty(), false).why())
                .isEqualTo("UDP 0.0.0.0:5000 is held by the running server");
    }
}
