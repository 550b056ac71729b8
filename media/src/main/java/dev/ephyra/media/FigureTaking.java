package dev.ephyra.media;

import dev.ephyra.room.ConnectionId;
import dev.ephyra.webrtc.connection.ConnectionCounters;
import dev.ephyra.webrtc.connection.InboundStream;
import dev.ephyra.webrtc.connection.OutboundStream;
import dev.ephyra.webrtc.connection.PeerConnection;
import dev.ephyra.webrtc.connection.TrackStreams;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Copies of what connections count, and their sums, those of ended ones included. Owned by one media thread. */
final class FigureTaking {
    private final ConnectionCounters ended = new ConnectionCounters();

    /** The connection is over and counts nothing any more. */
    void ended(HostedConnection connection) {
        ended.add(connection.peer().counters());
    }

    MediaFigures figures(Collection<HostedConnection> connections, long nowNanos) {
        Map<ConnectionId, MediaFigures.OfConnection> figures = new HashMap<>();
        for (HostedConnection connection : connections) {
            figures.put(connection.id(), figures(connection));
        }
        return new MediaFigures(nowNanos, figures);
    }

    private static MediaFigures.OfConnection figures(HostedConnection connection) {
        PeerConnection peer = connection.peer();
        List<MediaFigures.Inbound> inbound = new ArrayList<>();
        for (TrackStreams track : peer.published()) {
            for (InboundStream stream : track.streams()) {
                inbound.add(new MediaFigures.Inbound(
                        track.trackId(),
                        stream.encoding(),
                        stream.line().codec(),
                        stream.ssrc(),
                        stream.counters().copy()));
            }
        }
        List<MediaFigures.Outbound> outbound = new ArrayList<>();
        for (OutboundStream stream : peer.subscribed()) {
            outbound.add(new MediaFigures.Outbound(
                    stream.track().trackId(),
                    stream.encoding(),
                    stream.change(),
                    stream.counters().copy()));
        }
        return new MediaFigures.OfConnection(
                peer.counters().copy(), connection.forwarded(), connection.forwardedNanos(), inbound, outbound);
    }

    /** The sums. */
    LoopTotals totals(Collection<HostedConnection> connections, long strangers, Crossing crossing) {
        ConnectionCounters traffic = ended.copy();
        int connecting = 0;
        int connected = 0;
        int relayed = 0;
        for (HostedConnection connection : connections) {
            PeerConnection peer = connection.peer();
            traffic.add(peer.counters());
            if (!peer.isEstablished()) {
                connecting++;
            } else {
                connected++;
                relayed += peer.path() instanceof MediaPath path && path.isRelayed() ? 1 : 0;
            }
        }
        return new LoopTotals(
                traffic, connecting, connected, relayed, strangers, crossing.handedOver(), crossing.lost());
    }
}
