package dev.ephyra.sdk.notifier;

import static dev.ephyra.sdk.notifier.SessionProbe.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.wire.ServerMessage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A durable consumer gave up a connection whose subscription was not answered. If that reaches the server behind the next one, the
 * server takes it for the newer and closes the one that is in use: by ourselves, and not by another process.
 */
class OvertakenConnectionTest {
    private static final String REPLACED = "replaced by another connection of consumer billing";

    private final SessionProbe probe =
            new SessionProbe(new SessionOptions("token", true, false, EventFilter.all(), false, "billing", 8));

    @BeforeEach
    void giveUpOneAndUseTheNext() {
        probe.start();
        probe.session.connected(probe.now);
        probe.receive(ServerMessage.newBuilder().setAuthenticated(ServerMessage.Authenticated.getDefaultInstance()));
        probe.advance(NotifierSession.ANSWER_TIMEOUT_NANOS);
        probe.advance(2 * SECOND);
        probe.ready("c0", false);
    }

    @Test
    void comesBackWhenItReplacesItself() {
        replace();

        assertThat(last()).isInstanceOf(NotifierState.Disconnected.class);
        probe.take();
        probe.advance(60 * SECOND);
        assertThat(probe.all(SessionOutput.Open.class)).hasSize(1);
    }

    @Test
    void doesNotTakeTurnsWithAnotherProcess() {
        replace();
        probe.advance(60 * SECOND);
        probe.ready("c0", true);
        replace();

        assertThat(last()).isEqualTo(new NotifierState.Refused(4010, REPLACED));
    }

    @Test
    void givesWayToAnotherProcessOnceNothingCanBeLateAnyMore() {
        probe.now += NotifierSession.OVERTAKEN_NANOS;
        replace();

        assertThat(last()).isEqualTo(new NotifierState.Refused(4010, REPLACED));
    }

    private void replace() {
        probe.session.ended(4010, REPLACED, probe.now);
        probe.drain();
    }

    private NotifierState last() {
        return probe.states().get(probe.states().size() - 1);
    }
}
