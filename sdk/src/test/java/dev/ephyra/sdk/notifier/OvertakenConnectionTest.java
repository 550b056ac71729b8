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
        giveUpOne();
        probe.ready("c0", false);
    }

    private void giveUpOne() {
        authenticate();
        probe.advance(NotifierSession.ANSWER_TIMEOUT_NANOS);
        probe.advance(8 * SECOND);
    }

    private void authenticate() {
        probe.session.connected(probe.now);
        probe.receive(ServerMessage.newBuilder().setAuthenticated(ServerMessage.Authenticated.getDefaultInstance()));
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
    void comesBackOnceForEachThatItGaveUp() {
        replace();
        probe.advance(60 * SECOND);
        giveUpOne();
        giveUpOne();
        for (int late = 0; late < 2; late++) {
            probe.ready("c0", true);
            replace();
            assertThat(last()).as("the one given up %s", late).isInstanceOf(NotifierState.Disconnected.class);
            probe.advance(8 * SECOND);
        }
        probe.ready("c0", true);
        replace();

        assertThat(last()).isEqualTo(new NotifierState.Refused(4010, REPLACED));
    }

    @Test
    void isNotExcusedForASubscriptionThatTheServerItselfEnded() {
        replace();
        probe.advance(60 * SECOND);
        authenticate();
        probe.session.ended(1012, "restarting", probe.now);
        probe.advance(8 * SECOND);
        probe.ready("c0", true);
        replace();

        assertThat(last()).isEqualTo(new NotifierState.Refused(4010, REPLACED));
    }

    @Test
    void isExcusedForASubscriptionWhoseConnectionEndedWithoutAWord() {
        replace();
        probe.advance(60 * SECOND);
        authenticate();
        probe.session.ended(1006, "", probe.now);
        probe.advance(8 * SECOND);
        probe.ready("c0", true);
        replace();

        assertThat(last()).isInstanceOf(NotifierState.Disconnected.class);
    }

    @Test
    void isExcusedForEachUntilItsOwnTimeIsOver() {
        replace();
        probe.advance(60 * SECOND);
        giveUpOne();
        probe.ready("c0", true);
        probe.advance(NotifierSession.OVERTAKEN_NANOS - 10 * SECOND);
        probe.session.lost("reset by peer", probe.now);
        probe.advance(8 * SECOND);
        giveUpOne();
        for (boolean isExcused : new boolean[] {true, false}) {
            probe.ready("c0", true);
            replace();
            assertThat(last() instanceof NotifierState.Disconnected).isEqualTo(isExcused);
            probe.advance(8 * SECOND);
        }
    }

    @Test
    void staysRefusedWhateverElseIsSaidOfTheConnection() {
        replace();
        probe.advance(60 * SECOND);
        probe.ready("c0", true);
        replace();
        probe.take();
        probe.session.lost("reset by peer", probe.now);
        probe.advance(600 * SECOND);

        assertThat(probe.take()).allMatch(SessionOutput.Save.class::isInstance);
        assertThat(probe.session.nextDeadlineNanos()).isEqualTo(Deadlines.NEVER);
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
