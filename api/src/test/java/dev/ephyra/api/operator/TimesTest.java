package dev.ephyra.api.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TimesTest {
    private static final long NOW_MICROS = 1_000_000_000_000L;

    @Test
    void readsTimesAsPeopleGiveThem() {
        assertThat(Times.micros("10m", NOW_MICROS)).hasValue(999_400_000_000L);
        assertThat(Times.micros("30s", NOW_MICROS)).hasValue(999_970_000_000L);
        assertThat(Times.micros("2h", NOW_MICROS)).hasValue(992_800_000_000L);
        assertThat(Times.micros("1d", NOW_MICROS)).hasValue(913_600_000_000L);
        assertThat(Times.micros("1970-01-01T01:00:00.000001+01:00", NOW_MICROS)).hasValue(1L);
        assertThat(List.of("", "10", "m", "-1m", "1970-01-01", "9999999999d"))
                .allSatisfy(text -> assertThat(Times.micros(text, NOW_MICROS)).isEmpty());
    }
}
