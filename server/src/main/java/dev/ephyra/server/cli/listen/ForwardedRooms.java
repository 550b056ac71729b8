package dev.ephyra.server.cli.listen;

import dev.ephyra.notify.lane.Gap;
import dev.ephyra.server.cli.client.ReceivedEvent;
import dev.ephyra.wire.delivery.EventMeta;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Up to which number the receiver was told of each room. A new connection of the server says 0 for every room that it has not
 * told of itself, while the receiver compares with what came over the connection before. Owned by the thread of the command.
 */
final class ForwardedRooms {
    /** 200 B each. One that is forgotten is told of like one that is new. */
    private static final int MAX_ROOMS = 100_000;

    private final Map<String, Told> rooms = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Told> eldest) {
            return size() > MAX_ROOMS;
        }
    };
    private long losses;

    /** @param losses how many there had been by then */
    private record Told(long seq, long losses) {}

    /** What the receiver is to be told; a gap only if a loss came between. */
    record Next(ReceivedEvent event, Gap gap) {}

    /** Events were lost, nobody knows of which rooms. */
    void lost() {
        losses++;
    }

    Next next(ReceivedEvent event) {
        EventMeta meta = event.meta();
        Told before = rooms.put(meta.getRoomEpoch(), new Told(meta.getRoomSeq(), losses));
        if (before == null) {
            return new Next(event, Gap.NONE);
        }
        long from = before.seq() + 1;
        long to = meta.getRoomSeq() - 1;
        Gap gap = before.losses() < losses && from <= to ? new Gap(from, to, Gap.Reason.EXPIRED) : Gap.NONE;
        return new Next(meta.getPrevSeq() == 0 ? event.after(before.seq()) : event, gap);
    }
}
