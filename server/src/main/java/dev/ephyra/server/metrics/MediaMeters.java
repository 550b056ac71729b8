package dev.ephyra.server.metrics;

import dev.ephyra.media.MediaTotals;
import dev.ephyra.webrtc.connection.ConnectionCounters;
import dev.ephyra.webrtc.connection.PacketDrop;
import dev.ephyra.webrtc.connection.StreamCounters;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The series of media, read from the totals that the engine makes each second. Stateless. */
final class MediaMeters {
    private static final double NANOS_PER_SECOND = 1e9;

    private MediaMeters() {}

    static void bind(Meters meters, Supplier<MediaTotals> media) {
        connections(meters, "connecting", media, MediaTotals::connecting);
        connections(meters, "connected", media, MediaTotals::connected);
        connections(meters, "relayed", media, MediaTotals::relayed);
        bindTraffic(meters, media);
        bindDrops(meters, media);
        meters.counter(
                "ephyra_media_send_failures",
                "Datagrams that the system did not take.",
                media,
                m -> m.get().sendFailures());
        bindHandOver(meters, media);
        bindTransit(meters, media);
    }

    private static void bindHandOver(Meters meters, Supplier<MediaTotals> media) {
        meters.counter(
                "ephyra_media_handed_over",
                "Datagrams that one media thread received or had to send for another.",
                media,
                m -> m.get().handedOver());
    }

    private static void connections(
            Meters meters, String state, Supplier<MediaTotals> media, ToDoubleFunction<MediaTotals> value) {
        String help = "Peer connections, by how far they are; relayed ones are connected ones too.";
        meters.gauge("ephyra_media_connections", "state", state, help, media, m -> value.applyAsDouble(m.get()));
    }

    private static void bindTraffic(Meters meters, Supplier<MediaTotals> media) {
        bothWays(
                meters,
                "ephyra_media_packets",
                "RTP packets of peers (in) and to peers (out), without retransmissions.",
                media,
                StreamCounters::packets);
        bothWays(
                meters,
                "ephyra_media_nacks",
                "Packets asked for again: by us of a publisher (in), by a subscriber of us (out).",
                media,
                StreamCounters::nacks);
        bothWays(
                meters,
                "ephyra_media_retransmissions",
                "Packets sent again: by publishers (in), by us (out).",
                media,
                StreamCounters::repairs);
        bothWays(
                meters,
                "ephyra_media_key_frame_requests",
                "Key frames asked for by PLI or FIR: by us of a publisher (in), by a subscriber of us (out).",
                media,
                StreamCounters::keyFrameRequests);
    }

    private static void bothWays(
            Meters meters,
            String name,
            String help,
            Supplier<MediaTotals> media,
            ToDoubleFunction<StreamCounters> value) {
        meters.counter(
                name,
                "direction",
                "in",
                help,
                media,
                m -> value.applyAsDouble(m.get().traffic().inbound()));
        meters.counter(
                name,
                "direction",
                "out",
                help,
                media,
                m -> value.applyAsDouble(m.get().traffic().outbound()));
    }

    private static void bindDrops(Meters meters, Supplier<MediaTotals> media) {
        String name = "ephyra_media_dropped";
        String help = "Datagrams that were of no use, by reason.";
        for (PacketDrop reason : PacketDrop.values()) {
            meters.counter(
                    name,
                    "reason",
                    reason.name().toLowerCase(Locale.ROOT),
                    help,
                    media,
                    m -> m.get().traffic().packetsDropped(reason));
        }
        meters.counter(name, "reason", "unanswered_check", help, media, m -> {
            ConnectionCounters traffic = m.get().traffic();
            return traffic.checksReceived() - traffic.checksAnswered();
        });
        meters.counter(name, "reason", "stranger", help, media, m -> m.get().strangers());
        meters.counter(name, "reason", "hand_over", help, media, m -> m.get().handOversLost());
    }

    private static void bindTransit(Meters meters, Supplier<MediaTotals> media) {
        String help =
                "How long datagrams were in the server, from the read to the last send, over 30 to 60 s; 1 is the longest.";
        transit(meters, "0.5", help, media);
        transit(meters, "0.99", help, media);
        transit(meters, "1", help, media);
    }

    private static void transit(Meters meters, String quantile, String help, Supplier<MediaTotals> media) {
        double share = Double.parseDouble(quantile);
        meters.gauge(
                "ephyra_media_transit_seconds",
                "quantile",
                quantile,
                help,
                media,
                m -> m.get().transit().quantileNanos(share) / NANOS_PER_SECOND);
    }
}
