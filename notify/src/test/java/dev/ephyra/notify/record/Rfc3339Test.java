package dev.ephyra.notify.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class Rfc3339Test {
    @Property
    void timesAreReadBackByTheJdk(
            @ForAll @LongRange(min = -60_000_000_000_000_000L, max = 200_000_000_000_000_000L) long micros) {
        String inMillis = Rfc3339.millis(micros);
        String inMicros = Rfc3339.micros(micros);

        assertThat(inMillis).hasSize(24);
        assertThat(Instant.parse(inMillis).toEpochMilli()).isEqualTo(Math.floorDiv(micros, 1_000L));
        assertThat(inMicros).hasSize(27);
        assertThat(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(inMicros)))
                .isEqualTo(micros);
    }
}
