package dev.ephyra.bench.scenario;

import dev.ephyra.bench.ScenarioFailure;
import dev.ephyra.bench.load.StreamSubscriber;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.delivery.EventMeta;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Checks that each room's numbers go on by one, and that each tells the one before. Owned by the thread of its loop. */
final class RoomNumbers implements StreamSubscriber.MessageHandler {
    private final Map<String, Long> last = new HashMap<>();

    @Override
    public void received(ByteBuffer bytes, int offset, int length, long nowNanos) throws ScenarioFailure {
        ServerMessage message = StreamSubscriber.parse(bytes, offset, length);
        EventMeta meta = message.getMeta();
        Long before = last.put(meta.getRoomEpoch(), meta.getRoomSeq());
        long expected = before == null ? meta.getPrevSeq() + 1 : before + 1;
        // Of a room that this connection has not told of yet, the number before may be left out.
        boolean follows = meta.getRoomSeq() == expected || (before == null && meta.getPrevSeq() == 0);
        follows &= before == null || meta.getPrevSeq() == before;
        ScenarioFailure.unless(follows, "a gap before number " + meta.getRoomSeq() + " of " + meta.getRoomEpoch());
    }
}
