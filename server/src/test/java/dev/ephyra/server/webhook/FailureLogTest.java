package dev.ephyra.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FailureLogTest {
    private final FailureLog failures = new FailureLog();

    @Test
    void writesOneLineInTenSecondsForAUrl() {
        long tenSeconds = TimeUnit.SECONDS.toNanos(10);

        assertThat(failures.isDue("http://a/", 0)).isTrue();
        assertThat(failures.isDue("http://a/", tenSeconds - 1)).isFalse();
        assertThat(failures.isDue("http://b/", tenSeconds - 1)).isTrue();
        assertThat(failures.isDue("http://a/", tenSeconds)).isTrue();
    }

    @Test
    void forgetsTheOldestOfTooManyUrls() {
        for (int url = 0; url <= 1_000; url++) {
            assertThat(failures.isDue("http://" + url, 0)).isTrue();
        }

        assertThat(failures.isDue("http://0", 0)).isTrue();
        assertThat(failures.isDue("http://1000", 0)).isFalse();
    }
}
