package dev.ephyra.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.ephyra.journal.Draft;
import dev.ephyra.journal.JournalException;
import dev.ephyra.journal.JournalOptions;
import dev.ephyra.journal.JournalRecord.Lifecycle;
import dev.ephyra.journal.SimulatedClock;
import dev.ephyra.journal.SimulatedDisk;
import dev.ephyra.journal.SimulatedJournal;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class JournalWatchTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(JournalWatch.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listens() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void stopsListening() {
        logger.detachAppender(lines);
    }

    @Test
    void saysOnceThatTheJournalFailsAndOnceThatItIsBack() throws JournalException {
        SimulatedDisk disk = new SimulatedDisk(1);
        SimulatedJournal simulated =
                SimulatedJournal.open(disk, new SimulatedClock(), JournalOptions.defaults(), new UUID(1, 1));
        JournalWatch watch = new JournalWatch(simulated.journal());
        watch.onTime(1);
        assertThat(lines.list).isEmpty();

        disk.failForceAfter(0);
        simulated.journal().append(List.of(draft()));
        simulated.turn();
        watch.onTime(2);
        watch.onTime(3);
        disk.heal();
        assertThat(simulated.settle(TimeUnit.SECONDS.toNanos(5))).isTrue();
        simulated.turn();
        watch.onTime(4);
        watch.onTime(5);

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .satisfiesExactly(
                        line -> assertThat(line).contains("cannot be written", "Input/output error"),
                        line -> assertThat(line).contains("takes changes again"));
    }

    private static Draft draft() {
        byte[] bytes = {1};
        return new Draft("room", new UUID(1, 1), 1, new UUID(2, 2), 3, Lifecycle.OPENS, bytes, bytes);
    }
}
