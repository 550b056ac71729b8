package dev.ephyra.api.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConsumerRoutesTest {
    private final OperatorHarness api = new OperatorHarness();

    @Test
    void showsWhereConsumersAre() {
        String cursor = FakeConsumers.CURSOR.text();

        api.get("/consumers")
                .is(
                        200,
                        "{\"consumers\":[{\"name\":\"billing\",\"connected\":true,\"cursor\":\"" + cursor
                                + "\",\"lag\":0},{\"name\":\"dead\",\"connected\":false,\"cursor\":\"" + cursor
                                + "\",\"lag\":7},{\"name\":\"new\",\"connected\":false}]}");
    }

    @Test
    void forgetsOneThatIsNotConnected() {
        assertThat(api.delete("/consumers/dead").status()).isEqualTo(204);

        api.delete("/consumers/dead").isError(404, "Consumer dead does not exist");
        api.delete("/consumers/new")
                .isError(409, "Consumer new is configured; take it out of EPHYRA_CONSUMERS and restart first");
        api.delete("/consumers/billing").isError(409, "Consumer billing is connected; end its connection first");
    }
}
