package dev.ephyra.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.api.operator.DurableConsumers.Forgotten;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ConsumersTest {
    private final MemoryPositions positions = new MemoryPositions();

    @Test
    void knowsFromTheStartWhoHasAPlace() {
        positions.save("gone", 3);

        Consumers consumers = new Consumers(positions);

        assertThat(consumers.lags(() -> 10)).isEqualTo(Map.of("gone", 7L));
    }

    @Test
    void aConfiguredOneHasAPlaceBeforeItConnects() {
        positions.save("old", 3);
        Consumers consumers = new Consumers(positions);

        consumers.expect("new", 5);
        consumers.expect("old", 5);

        assertThat(consumers.lags(() -> 10)).isEqualTo(Map.of("new", 5L, "old", 7L));
        assertThat(positions.load("new")).hasValue(5);
        assertThat(positions.load("old")).hasValue(3);
    }

    @Test
    void forgetsNoneThatIsConfigured() {
        Consumers consumers = new Consumers(positions);
        consumers.expect("billing", 7);

        assertThat(consumers.forget("billing")).isEqualTo(Forgotten.CONFIGURED);
        assertThat(consumers.position("billing")).hasValue(7);
    }

    @Test
    void forgettingMakesRoomForAnother() {
        Consumers consumers = new Consumers(positions);
        for (int n = 0; n < Consumers.MAX_CONSUMERS; n++) {
            assertThat(consumers.know("c" + n)).isTrue();
        }
        positions.save("c7", 3);
        assertThat(consumers.know("another")).isFalse();

        assertThat(consumers.forget("c7")).isEqualTo(Forgotten.DONE);

        assertThat(consumers.know("another")).isTrue();
        assertThat(positions.load("c7")).isEmpty();
        assertThat(consumers.forget("c7")).isEqualTo(Forgotten.UNKNOWN);
        assertThat(consumers.list(new UUID(1, 2), () -> 10))
                .noneMatch(known -> known.name().equals("c7"));
    }
}
