package dev.ephyra.notify.metrics;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@link Presence} and what was measured of each peer's media as the messages of one metrics report:
 * {@code room_id=..} to {@code endpoint_id=..} to values and {@code track_id=..}, under Fishjam's names. Owned by one
 * thread; remembers the figures of the last report, from which come values per second.
 *
 * <p>The Python notifier closes on a message over 1 MiB, so a report is split between rooms, and inside one only if that
 * room alone is too large.
 */
public final class MetricsReports {
    static final int MAX_MESSAGE_BYTES = 512 << 10;

    /** Of a whole report: they hardly change, and 1,000 peers have 20 MB of them. */
    static final int MAX_DESCRIPTIONS_BYTES = 4 << 20;

    private Map<ConnectionId, EndpointFigures> before = Map.of();

    /**
     * The report as ServerMessages, each at most 512 KiB; one with an empty object if nobody is connected.
     *
     * @param figures of the connections that have media
     */
    public List<byte[]> encode(Presence presence, Map<ConnectionId, EndpointFigures> figures) {
        ReportPages pages = new ReportPages();
        long descriptionBytes = MAX_DESCRIPTIONS_BYTES;
        for (Map.Entry<RoomId, SortedMap<PeerId, PresentPeer>> room :
                presence.rooms().entrySet()) {
            List<EndpointText> endpoints = new ArrayList<>();
            for (Map.Entry<PeerId, PresentPeer> entry : room.getValue().entrySet()) {
                PresentPeer peer = entry.getValue();
                @Nullable EndpointFigures now = figures.get(peer.connection);
                @Nullable MembersText descriptions = descriptions(now, descriptionBytes);
                descriptionBytes -= descriptions == null ? 0 : descriptions.length();
                endpoints.add(EndpointText.of(entry.getKey(), peer, now, before.get(peer.connection), descriptions));
            }
            pages.room(room.getKey(), endpoints);
        }
        before = Map.copyOf(figures);
        return pages.finish();
    }

    private static @Nullable MembersText descriptions(@Nullable EndpointFigures now, long mostBytes) {
        Optional<MembersText> descriptions = now == null ? Optional.empty() : EndpointText.descriptions(now);
        return descriptions.filter(text -> text.length() <= mostBytes).orElse(null);
    }
}
