package dev.ephyra.api;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RequestPathTest {
    @Test
    void splitsAndDecodes() {
        assertThat(RequestPath.parse("//a/%2Fb%c3%A9/+/").orElseThrow().segments())
                .containsExactly("a", "/bé", "+");
        assertThat(RequestPath.parse("").orElseThrow().segments()).isEmpty();
    }

    @Test
    void refusesBrokenEscapes() {
        for (String path : new String[] {"/%", "/a%1", "/%g0", "/%C3", "/%ED%A0%80", "/%C0%80"}) {
            assertThat(RequestPath.parse(path)).isEmpty();
        }
    }

    @Property(tries = 500)
    void answersAnyTextWithSegmentsThatAreNotEmpty(@ForAll String raw) {
        RequestPath.parse(raw).ifPresent(path -> assertThat(path.segments()).doesNotContain(""));
    }
}
