package dev.ephyra.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.room.RoomAnswer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    @Test
    void saysWhichLimitIsReached() {
        ApiResponse response = Refusals.ofRoom("blue")
                .orElse(new RoomAnswer.LimitReached("rooms on this server", 10_000), ApiResponse.noContent());

        assertThat(response.status()).isEqualTo(503);
        assertThat(new String(response.body(), StandardCharsets.UTF_8))
                .contains("Reached limit of 10000 rooms on this server\"");
    }
}
