package dev.ephyra.server.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.notify.endpoint.Endpoint;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PostPartsTest {
    private static final long NOW_MICROS = 1_700_000_000_000_000L;

    @Test
    void readsSecondsAndDatesToRetryAfter() {
        assertThat(RetryAfter.millis("120", NOW_MICROS)).isEqualTo(120_000);
        assertThat(RetryAfter.millis(" 0 ", NOW_MICROS)).isZero();
        assertThat(RetryAfter.millis("99999999999999999999", NOW_MICROS)).isGreaterThan(1_000_000_000L);
        assertThat(RetryAfter.millis("Tue, 14 Nov 2023 22:13:50 GMT", NOW_MICROS))
                .isEqualTo(30_000);
        assertThat(RetryAfter.millis("Tue, 14 Nov 2000 22:13:50 GMT", NOW_MICROS))
                .isZero();
    }

    @Test
    void whatSaysNothingIsNoRetryAfter() {
        for (String text : List.of("", "soon", "-1", "1.5", "Tue, 99 Nov 2023 22:13:50 GMT", "٣")) {
            assertThat(RetryAfter.millis(text, NOW_MICROS)).as(text).isEqualTo(RetryAfter.NONE);
        }
        assertThat(RetryAfter.millis(null, NOW_MICROS)).isEqualTo(RetryAfter.NONE);
    }

    @Property
    void anyRetryAfterIsAnswered(@ForAll String text) {
        assertThat(RetryAfter.millis(text, NOW_MICROS)).isGreaterThanOrEqualTo(RetryAfter.NONE);
    }

    @Test
    void aSnippetShowsNoSecret() {
        String echoed =
                "signature wrong: s3cret-of-mine, whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw Authorization: Bearer abc.def"
                        + "\r\n\"token\": \"tok123\" plain text";

        String shown = Snippet.of(echoed.getBytes(UTF_8), List.of("s3cret-of-mine", ""));

        assertThat(shown)
                .contains("signature wrong", "plain text")
                .doesNotContain("s3cret", "MfKQ", "abc.def", "tok123", "\r");
    }

    @Test
    void aSnippetHasABoundAndNeedsNoText() {
        byte[] binary = new byte[100_000];
        binary[0] = (byte) 0xff;

        assertThat(Snippet.of(binary, List.of()).length()).isLessThanOrEqualTo(Snippet.MAX_SNIPPET_BYTES);
        assertThat(Snippet.of("a".repeat(10_000).getBytes(UTF_8), List.of())).hasSize(Snippet.MAX_SNIPPET_BYTES);
        assertThat(Snippet.of(new byte[0], List.of())).isEmpty();
    }

    @Test
    void batchesGoToAUrlOnlyWhileEveryRoomThereWantsThem() {
        RoomUrls urls = new RoomUrls();

        urls.opened("u", 1, true);
        assertThat(urls.endpoint("u")).isEqualTo(Endpoint.ofRooms("u", true));
        urls.opened("u", 2, false);
        urls.opened("u", 3, true);
        assertThat(urls.endpoint("u")).isEqualTo(Endpoint.ofRooms("u", false));
        assertThat(urls.endpoint("v")).isEqualTo(Endpoint.ofRooms("v", true));
        urls.finished("u", 2);
        assertThat(urls.endpoint("u")).isEqualTo(Endpoint.ofRooms("u", true));
    }
}
