package dev.ephyra.server.health;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.journal.Journal;
import dev.ephyra.journal.JournalException;
import dev.ephyra.journal.JournalRecord;
import dev.ephyra.journal.RoomIncarnation;
import dev.ephyra.notify.record.Cursor;
import dev.ephyra.notify.record.ServerEvent;
import dev.ephyra.wire.ServerMessage;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The damage that the journal itself says was told of, so that a start does not tell of it again and nothing is told of less
 * than once: what is in the journal reached every channel, and a start that died before it got there tells again. Immutable.
 */
final class AnnouncedDamage {
    /** Events of the server that are looked at, newest lives first: of 300 B each, 3 MB. */
    static final int MAX_READ = 10_000;

    private static final int RECORDS_PER_READ = 512;

    private static final Logger LOG = LoggerFactory.getLogger(AnnouncedDamage.class);

    /** Nothing was told. */
    static final AnnouncedDamage NONE = new AnnouncedDamage(List.of());

    private final List<Range> ranges;

    private AnnouncedDamage(List<Range> ranges) {
        this.ranges = List.copyOf(ranges);
    }

    private record Range(long from, long to) {}

    /** Reads it; what cannot be read was not told. */
    static AnnouncedDamage of(Journal journal) {
        List<Range> ranges = new ArrayList<>();
        int left = MAX_READ;
        try {
            for (RoomIncarnation life : journal.epochsOf(ServerEvent.ROOM, MAX_READ)) {
                long seq = 0;
                List<JournalRecord> records;
                do {
                    records =
                            journal.history(ServerEvent.ROOM, life.roomEpoch(), seq, Math.min(RECORDS_PER_READ, left));
                    for (JournalRecord record : records) {
                        add(record, journal.logEpoch(), ranges);
                        seq = record.roomSeq();
                    }
                    left -= records.size();
                } while (!records.isEmpty() && left > 0);
                if (left == 0) {
                    break;
                }
            }
        } catch (JournalException | UncheckedIOException unreadable) {
            LOG.warn("What was told of damage before cannot be read, so it is told again: {}", unreadable.getMessage());
        }
        return new AnnouncedDamage(ranges);
    }

    private static void add(JournalRecord record, UUID logEpoch, List<Range> ranges) {
        try {
            ServerMessage message = ServerMessage.parseFrom(record.notification());
            if (message.hasLogCorruption()) {
                long from = offset(message.getLogCorruption().getFromCursor(), logEpoch);
                long to = offset(message.getLogCorruption().getToCursor(), logEpoch);
                ranges.add(new Range(from, to));
            }
        } catch (InvalidProtocolBufferException notOurs) {
            LOG.warn("An event of the server does not decode: {}", notOurs.getMessage());
        }
    }

    /** -1 for a cursor of another log: a restored journal has its own, and tells under those. */
    private static long offset(String cursor, UUID logEpoch) {
        return Cursor.parse(cursor)
                .filter(place -> place.logEpoch().equals(logEpoch))
                .map(Cursor::offset)
                .orElse(-1L);
    }

    boolean covers(long fromOffset, long toOffset) {
        return ranges.stream()
                .anyMatch(range -> range.from() >= 0 && range.from() <= fromOffset && toOffset <= range.to());
    }
}
