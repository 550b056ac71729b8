package dev.ephyra.webrtc.connection;

import dev.ephyra.webrtc.rtp.RtpPacket;
import dev.ephyra.webrtc.sdp.NegotiatedLine;
import dev.ephyra.webrtc.sdp.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one peer by their SSRCs. An offer names them; where it does not, as with simulcast, the first packets do
 * by mid and rid (RFC 8852, RFC 9143 section 9.2). Owned by the thread of its connection; looking up allocates nothing.
 */
final class InboundStreams {
    /** 64 tracks with three encodings, each with retransmissions. */
    static final int MAX_SSRCS = 64 * 3 * 2;

    /** Streams with and without retransmissions, in the order they came; searched, as a peer has few. */
    private int[] ssrcs = new int[8];

    private InboundStream[] streams = new InboundStream[8];
    private int count;
    private final StreamCounters sum;
    private List<Announced> announced = List.of();

    /** A track of the plan, with what has come of it. */
    private record Announced(InboundTrack track, TrackStreams streams) {}

    /** @param sum what is counted of each stream is counted there too */
    InboundStreams(StreamCounters sum) {
        this.sum = sum;
    }

    /** Takes over the tracks of a plan; what is still in it goes on as it was. */
    void apply(List<InboundTrack> tracks) {
        List<Announced> before = announced;
        List<Announced> after = new ArrayList<>();
        for (InboundTrack track : tracks) {
            after.add(new Announced(
                    track,
                    before.stream()
                            .filter(known -> isSame(known.track(), track))
                            .map(Announced::streams)
                            .findFirst()
                            .orElseGet(() -> new TrackStreams(track.trackId()))));
        }
        announced = List.copyOf(after);
        forgetOthers();
    }

    private static boolean isSame(InboundTrack one, InboundTrack other) {
        return one.trackId().equals(other.trackId())
                && one.line().mid().equals(other.line().mid())
                && one.line().codec() == other.line().codec()
                && one.line().payloadType() == other.line().payloadType();
    }

    private void forgetOthers() {
        List<TrackStreams> known = tracks();
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (known.contains(streams[i].track())) {
                ssrcs[kept] = ssrcs[i];
                streams[kept++] = streams[i];
            }
        }
        Arrays.fill(ssrcs, kept, count, 0);
        count = kept;
    }

    /** The tracks of the plan, whether anything has come of them or not. */
    List<TrackStreams> tracks() {
        return announced.stream().map(Announced::streams).toList();
    }

    /** Every stream that has begun, once. */
    List<InboundStream> all() {
        return announced.stream()
                .flatMap(known -> known.streams().streams().stream())
                .toList();
    }

    @Nullable
    InboundStream find(int ssrc) {
        for (int i = 0; i < count; i++) {
            if (ssrcs[i] == ssrc) {
                return streams[i];
            }
        }
        return null;
    }

    /** The stream of a packet whose SSRC is not known yet; null for one that belongs to nothing in the plan. */
    @Nullable
    InboundStream identify(RtpPacket packet) {
        int ssrc = packet.ssrc();
        for (Announced known : announced) {
            for (Source source : known.track().line().sources()) {
                if (source.ssrc() == ssrc || (source.hasRtx() && source.rtxSsrc() == ssrc)) {
                    return bind(ssrc, known, Encoding.ONLY, source.ssrc());
                }
            }
        }
        for (Announced known : announced) {
            NegotiatedLine line = known.track().line();
            if (line.sources().isEmpty() && isOnLine(packet, line)) {
                return identifyByRid(packet, known);
            }
        }
        return null;
    }

    private static boolean isOnLine(RtpPacket packet, NegotiatedLine line) {
        return packet.extensions().find(line.extensions().mid())
                && packet.extensions().isText(line.mid());
    }

    private @Nullable InboundStream identifyByRid(RtpPacket packet, Announced known) {
        NegotiatedLine line = known.track().line();
        boolean isRepair = packet.payloadType() == line.rtxPayloadType();
        if (line.rids().isEmpty()) {
            // Its retransmissions cannot be told apart before the stream itself is known; by then this is asked for
            // again.
            return isRepair
                    ? repaired(packet, known, Encoding.ONLY)
                    : bind(packet.ssrc(), known, Encoding.ONLY, packet.ssrc());
        }
        int id = isRepair ? line.extensions().repairedRid() : line.extensions().rid();
        if (!packet.extensions().find(id)) {
            return null;
        }
        Optional<Encoding> encoding = encodingOf(packet, line);
        if (encoding.isEmpty()) {
            return null;
        }
        return isRepair
                ? repaired(packet, known, encoding.get())
                : bind(packet.ssrc(), known, encoding.get(), packet.ssrc());
    }

    /** By the extension that was found last. */
    private static Optional<Encoding> encodingOf(RtpPacket packet, NegotiatedLine line) {
        return Arrays.stream(Encoding.values())
                .filter(encoding -> line.rids().contains(encoding.rid()))
                .filter(encoding -> packet.extensions().isText(encoding.rid()))
                .findFirst();
    }

    private @Nullable InboundStream repaired(RtpPacket packet, Announced known, Encoding encoding) {
        InboundStream stream = streamOf(known, encoding);
        if (stream != null) {
            remember(packet.ssrc(), stream);
        }
        return stream;
    }

    private static @Nullable InboundStream streamOf(Announced known, Encoding encoding) {
        for (InboundStream stream : known.streams().streams()) {
            if (stream.encoding() == encoding) {
                return stream;
            }
        }
        return null;
    }

    /** Makes {@code ssrc} mean a stream of the track, which begins if it has not. */
    private @Nullable InboundStream bind(int ssrc, Announced known, Encoding encoding, int mediaSsrc) {
        if (count >= MAX_SSRCS) {
            return null;
        }
        InboundStream stream = find(mediaSsrc);
        if (stream == null) {
            stream = new InboundStream(known.streams(), known.track().line(), encoding, mediaSsrc);
            stream.counters().partOf(sum);
            known.streams().replace(stream);
            remember(mediaSsrc, stream);
        }
        if (ssrc != mediaSsrc) {
            remember(ssrc, stream);
        }
        return stream;
    }

    private void remember(int ssrc, InboundStream stream) {
        if (count >= MAX_SSRCS) {
            return;
        }
        if (count == ssrcs.length) {
            ssrcs = Arrays.copyOf(ssrcs, count * 2);
            streams = Arrays.copyOf(streams, count * 2);
        }
        ssrcs[count] = ssrc;
        streams[count++] = stream;
    }
}
