package dev.ephyra.sdk.notifier;

import static dev.ephyra.sdk.notifier.SessionProbe.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.ServerMessage.SubscribeRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotifierSessionTest {
    private final SessionProbe probe = new SessionProbe(SessionProbe.options(8));

    @Test
    void authenticatesThenSubscribesAndAsksForOneAnswerAtATime() {
        probe.start();
        probe.session.connected(0);
        probe.drain();

        assertThat(probe.sent(ServerMessage::hasAuthRequest)
                        .orElseThrow()
                        .getAuthRequest()
                        .getToken())
                .isEqualTo("token");
        assertThat(probe.all(SessionOutput.Request.class)).containsExactly(new SessionOutput.Request(1));
        assertThat(probe.sent(ServerMessage::hasSubscribeRequest)).isEmpty();

        probe.receive(ServerMessage.newBuilder().setAuthenticated(ServerMessage.Authenticated.getDefaultInstance()));

        SubscribeRequest request =
                probe.sent(ServerMessage::hasSubscribeRequest).orElseThrow().getSubscribeRequest();
        assertThat(request.getMeta()).isTrue();
        assertThat(request.getMaxUnacked()).isEqualTo(8);
        assertThat(request.hasResumeCursor()).isFalse();
        assertThat(request.hasFilter()).isFalse();
    }

    @Test
    void resumesAfterTheLastThatItReceivedWhateverIsHandled() {
        probe.start();
        probe.ready("c0", false);
        probe.notify("a", 1, "c1");
        probe.notify("a", 2, "c2");
        probe.session.ended(1001, "server shutting down", probe.now);
        probe.advance(SECOND);
        probe.ready("c2", true);

        assertThat(probe.sent(ServerMessage::hasSubscribeRequest)
                        .orElseThrow()
                        .getSubscribeRequest()
                        .getResumeCursor())
                .isEqualTo("c2");
        assertThat(probe.delivered()).hasSize(2);
        assertThat(probe.all(SessionOutput.Missing.class)).isEmpty();
    }

    @Test
    void keepsAndAcknowledgesNothingPastWhatIsUnhandled() {
        probe.start();
        probe.ready("c0", false);
        probe.notify("a", 1, "c1");
        probe.notify("b", 1, "c2");
        probe.notify("c", 1, "c3");
        List<Step> steps = probe.delivered();

        probe.done(steps.get(2));
        probe.advance(SECOND);
        assertThat(saved()).isEqualTo("c0");

        probe.done(steps.get(0));
        probe.advance(SECOND);
        assertThat(saved()).isEqualTo("c1");

        probe.done(steps.get(1));
        probe.advance(SECOND);
        assertThat(saved()).isEqualTo("c3");
        assertThat(probe.sent(ServerMessage::hasAck).orElseThrow().getAck().getCursor())
                .isEqualTo("c3");
    }

    @Test
    void saysOnceForManyWhatIsHandled() {
        probe.start();
        probe.ready("c0", false);
        for (int seq = 1; seq <= 8; seq++) {
            probe.notify("a", seq, "c" + seq);
        }
        probe.advance(SECOND);
        probe.outputs.removeIf(output -> !(output instanceof SessionOutput.Deliver));
        probe.delivered().forEach(probe::done);
        probe.advance(SECOND);

        assertThat(probe.all(SessionOutput.Save.class))
                .extracting(SessionOutput.Save::cursor)
                .containsExactly("c2", "c4", "c6", "c8");
    }

    @Test
    void acknowledgesAgainWhatMayNotHaveArrived() {
        probe.start();
        probe.ready("c0", false);
        probe.notify("a", 1, "c1");
        probe.notify("b", 1, "c2");
        probe.session.ended(1006, "", probe.now);
        probe.done(probe.delivered().get(0));
        probe.advance(SECOND);
        probe.outputs.clear();

        probe.ready("c2", true);
        probe.advance(SECOND);

        assertThat(probe.sent(ServerMessage::hasAck).orElseThrow().getAck().getCursor())
                .isEqualTo("c1");
        assertThat(probe.all(SessionOutput.Save.class)).isEmpty();
    }

    @Test
    void acknowledgesNoCursorOfAnotherJournal() {
        probe.start();
        probe.ready("c0", false);
        probe.notify("a", 1, "c1");
        Step old = probe.delivered().get(0);
        probe.session.ended(1006, "", probe.now);
        probe.advance(SECOND);
        probe.ready("d0", false);
        probe.drain();
        probe.outputs.clear();

        probe.done(old);
        probe.advance(SECOND);

        assertThat(probe.sent(ServerMessage::hasAck)).isEmpty();
        assertThat(saved()).isEqualTo("c1");
    }

    @Test
    void acknowledgesWhatBecomesHandledWhileItStopsAndThenCloses() {
        probe.start();
        probe.ready("c0", false);
        probe.notify("a", 1, "c1");
        probe.notify("b", 1, "c2");
        probe.outputs.removeIf(output -> !(output instanceof SessionOutput.Deliver));
        List<Step> steps = probe.delivered();
        probe.session.stop();
        probe.notify("a", 2, "c3");
        probe.done(steps.get(0));
        assertThat(probe.all(SessionOutput.Close.class)).isEmpty();
        probe.session.finish();
        probe.drain();
        probe.done(steps.get(1));
        probe.advance(SECOND);

        assertThat(probe.delivered()).hasSize(2);
        assertThat(probe.sent(ServerMessage::hasAck).orElseThrow().getAck().getCursor())
                .isEqualTo("c1");
        assertThat(saved()).isEqualTo("c1");
        assertThat(probe.outputs.indexOf(probe.all(SessionOutput.Close.class).get(0)))
                .isGreaterThan(probe.outputs.indexOf(
                        probe.all(SessionOutput.Send.class).get(0)));
        assertThat(probe.all(SessionOutput.Request.class)).isEmpty();
        assertThat(probe.session.nextDeadlineNanos()).isEqualTo(Deadlines.NEVER);
    }

    @Test
    void doesNotComeBackWhenItStops() {
        probe.start();
        probe.ready("c0", false);
        probe.session.stop();
        probe.session.ended(1006, "", probe.now);
        probe.session.finish();
        probe.advance(60 * SECOND);

        assertThat(probe.all(SessionOutput.Open.class)).hasSize(1);
        assertThat(probe.states().get(probe.states().size() - 1)).isEqualTo(new NotifierState.Closed());
    }

    @Test
    void saysOnceThatNothingMoves() {
        probe.start();
        probe.ready("c0", false);
        for (int seq = 1; seq <= 8; seq++) {
            probe.notify("a", seq, "c" + seq);
        }
        probe.advance(9 * SECOND);
        assertThat(probe.all(SessionOutput.Stalled.class)).isEmpty();
        probe.advance(SECOND);
        probe.notify("b", 1, "c9");
        probe.advance(60 * SECOND);
        assertThat(probe.all(SessionOutput.Stalled.class))
                .containsExactly(new SessionOutput.Stalled("PeerAdded a1 of room a", 8));

        probe.done(probe.delivered().get(0));
        probe.advance(10 * SECOND);
        assertThat(probe.all(SessionOutput.Stalled.class)).hasSize(2);
    }

    @Test
    void countsAttemptsFromTheLastConnectionThatHeld() {
        probe.start();
        probe.session.lost("refused", probe.now);
        probe.advance(SECOND);
        probe.ready("c0", false);
        probe.notify("a", 1, "c1");
        probe.session.lost("cut", probe.now);
        probe.advance(SECOND);

        assertThat(probe.states().stream().filter(NotifierState.Connecting.class::isInstance))
                .containsExactly(
                        new NotifierState.Connecting(1),
                        new NotifierState.Connecting(2),
                        new NotifierState.Connecting(1));
    }

    @Test
    void takesNoMoreThanFitsIntoMemory() {
        SessionProbe large = new SessionProbe(SessionProbe.options(100_000));
        large.start();
        large.ready("c0", false);
        String metadata = "m".repeat(1 << 20);
        for (int seq = 1; seq <= 64; seq++) {
            large.receive(ServerMessage.newBuilder()
                    .setPeerMetadataUpdated(ServerMessage.PeerMetadataUpdated.newBuilder()
                            .setRoomId("a")
                            .setMetadata(metadata)));
        }
        large.outputs.removeIf(SessionOutput.Request.class::isInstance);
        for (int more = 0; more < 256; more++) {
            large.notify("b", more + 1, "c" + more);
        }
        assertThat(large.all(SessionOutput.Request.class)).isEmpty();

        large.done(large.delivered().get(0));
        large.done(large.delivered().get(1));
        assertThat(large.all(SessionOutput.Request.class)).isNotEmpty();
    }

    @Test
    void worksAsFishjamWithAServerThatIsAndTellsOfEachLostConnection() {
        probe.start();
        fishjam();
        assertThat(probe.states()).contains(new NotifierState.Ready(false, false));
        probe.receive(ServerMessage.newBuilder()
                .setRoomCreated(ServerMessage.RoomCreated.newBuilder().setRoomId("a")));
        assertThat(probe.delivered()).hasSize(1);
        assertThat(probe.all(SessionOutput.Missing.class)).isEmpty();

        probe.session.ended(1006, "", probe.now);
        probe.advance(SECOND);
        fishjam();

        assertThat(((Gap.Log) probe.all(SessionOutput.Missing.class).get(0).gap()).reason())
                .isEqualTo(Gap.Reason.NOT_RESUMABLE);
        probe.delivered().forEach(probe::done);
        probe.advance(SECOND);
        assertThat(probe.all(SessionOutput.Save.class)).isEmpty();
        assertThat(probe.sent(ServerMessage::hasAck)).isEmpty();
    }

    @Test
    void stopsReadingFromFishjamAtItsCapacity() {
        probe.start();
        fishjam();
        int asked = 0;
        for (int event = 0; event < 8; event++) {
            probe.receive(ServerMessage.newBuilder()
                    .setRoomCreated(ServerMessage.RoomCreated.newBuilder().setRoomId("a")));
        }
        for (SessionOutput.Request request : probe.all(SessionOutput.Request.class)) {
            asked += request.messages();
        }
        // Two answers and eight notifications.
        assertThat(asked).isEqualTo(10);
        probe.outputs.removeIf(SessionOutput.Request.class::isInstance);

        probe.done(probe.delivered().get(0));
        assertThat(probe.all(SessionOutput.Request.class)).isNotEmpty();
    }

    @Test
    void readsOnFromEphyraWhichWaitsByItselfSoThatPingsAreAnswered() {
        probe.start();
        probe.ready("c0", false);
        for (int seq = 1; seq <= 8; seq++) {
            probe.notify("a", seq, "c" + seq);
        }
        int asked = probe.all(SessionOutput.Request.class).stream()
                .mapToInt(SessionOutput.Request::messages)
                .sum();

        assertThat(asked).isGreaterThan(2 + 8);
    }

    @ParameterizedTest
    @CsvSource({
        "1000,invalid token,true",
        "1000,invalid auth request,true",
        "1000,unauthenticated,false",
        "1000,timeout,false",
        "1000,'',false",
        "1001,server shutting down,false",
        "1002,'',true",
        "1003,operation not allowed,true",
        "1006,'',false",
        "1008,too many acknowledgements at once,true",
        "1008,slow,false",
        "1009,'',true",
        "1011,'',false",
        "1012,'',false",
        "1013,too many failed attempts,false",
        "4008,'slow, resume from c1',false",
        "4010,replaced by another connection of consumer billing,true",
        "4400,filter.include: no event type is called x,true"
    })
    void comesBackWhereTheReferenceSaysSo(int code, String reason, boolean refused) {
        probe.start();
        probe.ready("c0", false);
        probe.session.ended(code, reason, probe.now);
        probe.drain();

        NotifierState last = probe.states().get(probe.states().size() - 1);
        assertThat(last instanceof NotifierState.Refused).isEqualTo(refused);
        probe.take();
        probe.advance(60 * SECOND);
        assertThat(probe.all(SessionOutput.Open.class).isEmpty()).isEqualTo(refused);
    }

    @Test
    void pausesLongerEachTimeUntilAConnectionBringsSomethingNew() {
        probe.start();
        for (long pause : new long[] {1, 2, 4, 8, 8}) {
            probe.session.lost("refused", probe.now);
            probe.drain();
            assertThat(probe.states().get(probe.states().size() - 1))
                    .isEqualTo(new NotifierState.Disconnected("refused", Duration.ofSeconds(pause)));
            probe.advance(pause * SECOND);
        }
        probe.ready("c0", false);
        probe.notify("a", 1, "c1");
        probe.session.lost("cut", probe.now);
        probe.drain();

        assertThat(probe.states().get(probe.states().size() - 1))
                .isEqualTo(new NotifierState.Disconnected("cut", Duration.ofSeconds(1)));
    }

    @Test
    void givesUpAConnectionThatDoesNotAnswerOrFallsSilent() {
        probe.start();
        probe.advance(NotifierSession.ANSWER_TIMEOUT_NANOS);
        assertThat(probe.all(SessionOutput.Abort.class)).hasSize(1);

        probe.advance(SECOND);
        probe.session.connected(probe.now);
        probe.advance(NotifierSession.ANSWER_TIMEOUT_NANOS);
        assertThat(probe.all(SessionOutput.Abort.class)).hasSize(2);

        probe.advance(2 * SECOND);
        probe.ready("c0", false);
        probe.advance(NotifierSession.SILENCE_TIMEOUT_NANOS - 1);
        assertThat(probe.all(SessionOutput.Abort.class)).hasSize(2);
        probe.session.heard(probe.now);
        probe.advance(NotifierSession.SILENCE_TIMEOUT_NANOS - 1);
        assertThat(probe.all(SessionOutput.Abort.class)).hasSize(2);
        probe.advance(1);
        assertThat(probe.all(SessionOutput.Abort.class)).hasSize(3);
    }

    @Test
    void takesNonsenseAsALostConnection() {
        probe.start();
        probe.ready("c0", false);
        probe.session.received(ByteBuffer.wrap(new byte[] {(byte) 0xff}), probe.now);
        probe.drain();

        assertThat(probe.states().get(probe.states().size() - 1)).isInstanceOf(NotifierState.Disconnected.class);
    }

    private @Nullable String saved() {
        List<SessionOutput.Save> all = probe.all(SessionOutput.Save.class);
        return all.isEmpty() ? null : all.get(all.size() - 1).cursor();
    }

    private void fishjam() {
        probe.session.connected(probe.now);
        probe.receive(ServerMessage.newBuilder().setAuthenticated(ServerMessage.Authenticated.getDefaultInstance()));
        probe.receive(ServerMessage.newBuilder()
                .setSubscribeResponse(ServerMessage.SubscribeResponse.newBuilder()
                        .setEventType(ServerMessage.EventType.EVENT_TYPE_SERVER_NOTIFICATION)));
    }
}
