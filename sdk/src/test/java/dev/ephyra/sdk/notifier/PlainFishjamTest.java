package dev.ephyra.sdk.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.sdk.notification.RoomNotification;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The notifier over TCP against a server without our extensions. */
@Timeout(120)
class PlainFishjamTest {
    @Test
    void saysOnceThatTheServerIsPlainAndWorks() throws Exception {
        Lines lines = new Lines();
        Logger logger = Logger.getLogger("dev.ephyra.sdk");
        logger.addHandler(lines);
        BlockingQueue<String> rooms = new LinkedBlockingQueue<>();
        BlockingQueue<Gap> gaps = new LinkedBlockingQueue<>();
        try (PlainServer server = new PlainServer();
                Notifier notifier = Notifier.builder(server.address(), "token")
                        .filter(EventFilter.all().ofRoomsBeginningWith("eu-"))
                        .onServerNotification(delivery -> rooms.add(((RoomNotification) delivery.content()).roomId()))
                        .onGap(gaps::add)
                        .longestPause(Duration.ofMillis(100))
                        .build()) {
            notifier.connect().get(30, TimeUnit.SECONDS);
            var first = server.next();
            PlainServer.tellOfRoom(first, "a");
            assertThat(rooms.poll(30, TimeUnit.SECONDS)).isEqualTo("a");
            assertThat(gaps).isEmpty();
            assertThat(notifier.state()).isEqualTo(new NotifierState.Ready(false, false));

            PlainServer.reset(first);
            PlainServer.tellOfRoom(server.next(), "b");
            assertThat(gaps.poll(30, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            Gap.Log.class, gap -> assertThat(gap.reason()).isEqualTo(Gap.Reason.NOT_RESUMABLE));
            assertThat(rooms.poll(30, TimeUnit.SECONDS)).isEqualTo("b");
            assertThat(server.received).noneMatch(message -> message.hasAck());
        } finally {
            logger.removeHandler(lines);
        }
        assertThat(lines.all.stream().filter(line -> line.contains("plain Fishjam")))
                .singleElement()
                .asString()
                .contains("filter, snapshots and durable name do nothing");
    }

    private static final class Lines extends Handler {
        private final Queue<String> all = new ConcurrentLinkedQueue<>();

        @Override
        public void publish(LogRecord line) {
            all.add(new SimpleFormatter().formatMessage(line));
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    }
}
