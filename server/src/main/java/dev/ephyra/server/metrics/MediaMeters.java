package dev.ephyra.server.metrics;

import dev.ephyra.media.MediaTotals;
import dev.ephyra.webrtc.connection.ConnectionCounters;
import dev.ephyra.webrtc.connection.PacketDrop;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** The series of media, read from the totals that the engine makes each second. Stateless. */
final class MediaMeters {
    private static final double NANOS_PER_SECOND = 1e9;

    private MediaMeters() {}

    static void bind(Meters meters, Supplier<MediaTotals> media) {
        String connections = "Peer connections, by how far they are; relayed ones are connected ones too.";
        meters.gauge(
                "ephyra_media_connections",
                "state",
                "connecting",
                connections,
                media,
                m -> m.get().connecting());
        meters.gauge(
                "ephyra_media_connections",
                "state",
                "connected",
                connections,
                media,
                m -> m.get().connected());
        meters.gauge(
                "ephyra_media_connections",
                "state",
                "relayed",
                connections,
                media,
                m -> m.get().relayed());
        bindPackets(meters, media);
        bindRepairs(meters, media);
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

    private static void bindPackets(Meters meters, Supplier<MediaTotals> media) {
        String packets = "RTP packets of peers (in) and to peers (out), without retransmissions.";
        traffic(
                meters,
                "ephyra_media_packets",
                "in",
                packets,
                media,
                t -> t.inbound().packets());
        traffic(
                meters,
                "ephyra_media_packets",
                "out",
                packets,
                media,
                t -> t.outbound().packets());
    }

    private static void bindRepairs(Meters meters, Supplier<MediaTotals> media) {
        String nacks = "Packets asked for again: by us of a publisher (in), by a subscriber of us (out).";
        traffic(
                meters,
                "ephyra_media_nacks",
                "in",
                nacks,
                media,
                t -> t.inbound().nacks());
        traffic(
                meters,
                "ephyra_media_nacks",
                "out",
                nacks,
                media,
                t -> t.outbound().nacks());
        String repairs = "Packets sent again: by publishers (in), by us (out).";
        traffic(
                meters,
                "ephyra_media_retransmissions",
                "in",
                repairs,
                media,
                t -> t.inbound().repairs());
        traffic(
                meters,
                "ephyra_media_retransmissions",
                "out",
                repairs,
                media,
                t -> t.outbound().repairs());
        String keyFrames =
                "Key frames asked for by PLI or FIR: by us of a publisher (in), by a subscriber of us (out).";
        traffic(
                meters,
                "ephyra_media_key_frame_requests",
                "in",
                keyFrames,
                media,
                t -> t.inbound().keyFrameRequests());
        traffic(
                meters,
                "ephyra_media_key_frame_requests",
                "out",
                keyFrames,
                media,
                t -> t.outbound().keyFrameRequests());
    }

    private static void traffic(
            Meters meters,
            String name,
            String direction,
            String help,
            Supplier<MediaTotals> media,
            ToDoubleFunction<ConnectionCounters> value) {
        meters.counter(
                name,
                "direction",
                direction,
                help,
                media,
                m -> value.applyAsDouble(m.get().traffic()));
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
