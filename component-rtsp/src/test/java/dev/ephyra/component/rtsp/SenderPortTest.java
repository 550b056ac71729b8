package dev.ephyra.component.rtsp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SenderPortTest {
    @Test
    void whatWasSaidCountsOnceItWasRight() {
        SenderPort port = new SenderPort(OptionalInt.of(6_970));
        assertThat(port.takes(7_000)).isTrue();
        assertThat(port.takes(6_970)).isTrue();

        assertThat(port.takes(7_000)).isFalse();
        assertThat(port.takes(6_970)).isTrue();
    }

    @Test
    void whereNothingWasSaidEachIsRight() {
        SenderPort port = new SenderPort(OptionalInt.empty());

        assertThat(port.takes(7_000)).isTrue();
        assertThat(port.takes(6_970)).isTrue();
    }
}
