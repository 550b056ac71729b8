package dev.ephyra.notify.socket;

import dev.ephyra.notify.record.Cursor;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.ServerMessage.SubscribeResponse;
import dev.ephyra.wire.delivery.MissingRange;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.LongFunction;

/**
 * Where a stream begins: exactly after the place that was asked for, or at the head. Never in between: a receiver that was
 * promised nothing else reads on as if it had everything. Immutable.
 *
 * @param position the offset of the last record that is not sent
 * @param place where the consumer is until it says otherwise: before the position if it acknowledges and has received more
 *     than it has acknowledged. A cursor says what it has received, and a head that it did not ask for is none of its doing
 * @param recovered whether nothing is missing between what was asked for and what follows
 * @param snapshot whether the open rooms are sent before what follows
 * @param missing the records that were asked for and are kept no more
 */
public record StreamStart(long position, long place, boolean recovered, boolean snapshot, Optional<Missing> missing) {
    /** Offsets, both inclusive. */
    public record Missing(long from, long to) {}

    /**
     * What the log has at a moment.
     *
     * @param oldest the offset of the oldest record kept
     * @param head the offset of the last durable record
     */
    public record LogView(UUID logEpoch, long oldest, long head) {
        Cursor cursor(long offset) {
            return Cursor.of(logEpoch, offset);
        }
    }

    /**
     * The start of {@code request}.
     *
     * @param kept the place of a durable consumer; a cursor in the request counts more
     * @param damagedThrough the last offset of the damage that holds an offset; empty if it is good. A cursor before damage may
     *     be of records that are lost: whoever has it has seen what nobody can tell of any more
     */
    public static StreamStart of(
            StreamRequest request, LogView log, OptionalLong kept, LongFunction<OptionalLong> damagedThrough) {
        OptionalLong asked = request.resumeCursor().isPresent()
                ? offsetOf(request.resumeCursor().get(), log)
                : kept;
        if (asked.isEmpty() || asked.getAsLong() > log.head()) {
            return atHead(request, log, kept, Optional.empty());
        }
        long position = asked.getAsLong();
        if (position + 1 < log.oldest()) {
            return atHead(request, log, kept, Optional.of(new Missing(position + 1, log.oldest() - 1)));
        }
        OptionalLong damaged =
                request.resumeCursor().isPresent() ? damagedThrough.apply(position + 1) : OptionalLong.empty();
        if (damaged.isPresent()) {
            return atHead(request, log, kept, Optional.of(new Missing(position + 1, damaged.getAsLong())));
        }
        return new StreamStart(position, place(request, kept, position), true, false, Optional.empty());
    }

    private static long place(StreamRequest request, OptionalLong kept, long position) {
        boolean holds = request.isDurable() && !request.isConfirmedByPongs() && kept.isPresent();
        return holds && kept.getAsLong() < position ? kept.getAsLong() : position;
    }

    private static StreamStart atHead(
            StreamRequest request, LogView log, OptionalLong kept, Optional<Missing> missing) {
        return new StreamStart(log.head(), place(request, kept, log.head()), false, request.snapshot(), missing);
    }

    /** Empty for a cursor that is malformed or of another log. */
    private static OptionalLong offsetOf(String text, LogView log) {
        return Cursor.parse(text)
                .filter(cursor -> cursor.logEpoch().equals(log.logEpoch()))
                .map(cursor -> OptionalLong.of(cursor.offset()))
                .orElse(OptionalLong.empty());
    }

    /** The answer to the request, as a ServerMessage. */
    public byte[] response(StreamRequest request, LogView log) {
        SubscribeResponse.Builder response =
                SubscribeResponse.newBuilder().setEventType(ServerMessage.EventType.EVENT_TYPE_SERVER_NOTIFICATION);
        if (!request.plain()) {
            response.setCursor(log.cursor(position).text())
                    .setRecovered(recovered)
                    .setOldestCursor(log.cursor(log.oldest() - 1).text());
            missing.ifPresent(range -> response.setMissing(MissingRange.newBuilder()
                    .setFromCursor(log.cursor(range.from()).text())
                    .setToCursor(log.cursor(range.to()).text())
                    .setRecords(range.to() - range.from() + 1)));
        }
        return ServerMessage.newBuilder().setSubscribeResponse(response).build().toByteArray();
    }
}
