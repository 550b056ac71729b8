package dev.ephyra.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.media.SimulatedEngine.Client;
import dev.ephyra.webrtc.sdp.Codec;
import org.junit.jupiter.api.Test;

class RoutesTest {
    private final SimulatedEngine engine = new SimulatedEngine();

    @Test
    void whoWaitsForATrackGetsItWhenItIsPublished() {
        Client bob = engine.publisher("bob");
        bob.subscribe("ann-1", Codec.VP8);
        engine.connect();
        engine.runMillis(100);
        engine.publisher("ann");
        engine.connect();
        engine.runMillis(500);

        assertThat(bob.stream(2).wholeFrames()).isGreaterThan(10);
    }

    @Test
    void aLineThatBecomesAnotherTracksIsFedFromThatOneOnly() {
        engine.publisher("ann");
        engine.publisher("eve");
        Client bob = engine.publisher("bob");
        bob.subscribe("ann-1", Codec.VP8);
        engine.connect();
        engine.runMillis(300);
        bob.answering.send(2, new dev.ephyra.webrtc.connection.client.AnsweringSide.Wanted("eve-1", Codec.VP8));
        bob.draft = bob.draft.next(bob.draft.lines());
        bob.negotiate();
        engine.runMillis(50);
        long before = bob.stream(2).packets();
        engine.runMillis(300);
        long both = bob.stream(2).packets() - before;
        engine.clients.remove("ann");
        engine.runMillis(300);
        long one = bob.stream(2).packets() - before - both;

        assertThat(one).isBetween(both * 3 / 4, both * 5 / 4).isPositive();
    }
}
