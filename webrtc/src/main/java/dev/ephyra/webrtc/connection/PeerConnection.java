package dev.ephyra.webrtc.connection;

import dev.ephyra.webrtc.ice.Path;
import dev.ephyra.webrtc.rtcp.RtcpPacket;
import dev.ephyra.webrtc.rtcp.RtcpReader;
import dev.ephyra.webrtc.rtp.ReportBlock;
import dev.ephyra.webrtc.rtp.RtpPacket;
import dev.ephyra.webrtc.rtp.RtxPacket;
import dev.ephyra.webrtc.sdp.MediaKind;
import dev.ephyra.webrtc.stun.PacketKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One peer connection of a server: what a peer publishes comes in here, and what it subscribed to goes out. Owned by one
 * thread, with all connections it exchanges media with. Times are monotonic nanoseconds.
 *
 * <p>Datagrams go in by {@link #receive}, time by {@link #onTime}, a wake of the handshake by {@link #onWake}; datagrams
 * come out through the {@link DatagramSink}, everything else through {@link #drain}. A packet, whatever is in it, can at
 * most be dropped and counted.
 */
public final class PeerConnection {
    private static final int BUFFER_BYTES = 2_048;

    private final ConnectionSettings settings;
    private final List<ConnectionEvent> events = new ArrayList<>();
    private final ConnectionCounters counters = new ConnectionCounters();
    private final SecureTransport transport;
    private final Map<String, OutboundStream> outboundByMid = new LinkedHashMap<>();
    private final Voices voices = new Voices(events::add);
    private final Feedback feedback;
    private final InboundBudget budget;
    private final InboundStreams inbound = new InboundStreams(counters.inbound());
    private final RtpPacket packet = new RtpPacket();
    private final byte[] sendBuffer = new byte[BUFFER_BYTES];
    private List<InboundStream> streams = List.of();
    private OutboundStream[] outbound = {};
    private int transportWideCcId;

    /**
     * A connection as its first answer describes it.
     *
     * @param wake called by the thread of the handshake when {@link #onWake} is wanted
     */
    public PeerConnection(
            ConnectionSettings settings, SessionPlan plan, DatagramSink sink, Runnable wake, long nowNanos) {
        this.settings = settings;
        this.transport = new SecureTransport(settings, plan, sink, counters, events, wake, nowNanos);
        this.feedback = new Feedback(settings.random(), transport, nowNanos);
        this.budget = new InboundBudget(nowNanos);
        applyTracks(plan);
    }

    /** Goes on as a later answer says. Streams of lines that did not change go on without a break. */
    public void apply(SessionPlan plan, long nowNanos) {
        transport.apply(plan, nowNanos);
        applyTracks(plan);
    }

    private void applyTracks(SessionPlan plan) {
        inbound.apply(plan.inbound());
        streams = inbound.all();
        voices.retain(inbound.tracks());
        feedback.reducedSize(plan.hasReducedSizeRtcp());
        transportWideCcId = plan.inbound().stream()
                .mapToInt(track -> track.line().extensions().transportWideCc())
                .filter(id -> id != 0)
                .findFirst()
                .orElse(0);
        Map<String, OutboundStream> before = new LinkedHashMap<>(outboundByMid);
        outboundByMid.clear();
        for (OutboundTrack track : plan.outbound()) {
            OutboundStream known = before.get(track.line().mid());
            outboundByMid.put(track.line().mid(), goOn(known, track));
        }
        outbound = outboundByMid.values().toArray(OutboundStream[]::new);
    }

    /** A source that stays goes on counting, whatever it is made of: no number may be used twice under its keys. */
    private OutboundStream goOn(@Nullable OutboundStream known, OutboundTrack track) {
        if (known == null || !known.track().line().sources().equals(track.line().sources())) {
            OutboundStream stream = new OutboundStream(track, transport, sendBuffer, settings.random());
            stream.counters().partOf(counters.outbound());
            return stream;
        }
        known.become(track);
        return known;
    }

    /** What the peer publishes. */
    public List<TrackStreams> published() {
        return inbound.tracks();
    }

    /** What the peer gets; attach them to what others publish. */
    public Collection<OutboundStream> subscribed() {
        return List.copyOf(outboundByMid.values());
    }

    /** What went over the wire so far. */
    public ConnectionCounters counters() {
        return counters;
    }

    /** Whether media can flow. */
    public boolean isEstablished() {
        return transport.isEstablished();
    }

    /** Whether the peer has authenticated itself on {@code path}. */
    public boolean isVerified(Path path) {
        return transport.isVerified(path);
    }

    /** Where its media go; null before any path was verified. */
    public @Nullable Path path() {
        return transport.path();
    }

    /** A datagram for this connection, {@code length} bytes from {@code offset}; it is changed in place. */
    public void receive(byte[] buffer, int offset, int length, Path from, long nowNanos) {
        if (transport.hasEnded()) {
            return;
        }
        counters.received(length);
        switch (PacketKind.of(buffer, offset, length)) {
            case STUN -> {
                counters.check(length);
                transport.receiveCheck(buffer, offset, length, from, nowNanos);
            }
            case DTLS -> {
                if (!transport.receiveHandshake(buffer, offset, length, from, nowNanos)) {
                    counters.dropped(PacketDrop.NOT_EXPECTED);
                }
                takeEarly(nowNanos);
            }
            case RTP -> {
                if (isWithinBudget(length, nowNanos)) {
                    receiveRtp(buffer, offset, length, from, nowNanos);
                }
            }
            case RTCP -> {
                if (isWithinBudget(length, nowNanos)) {
                    receiveRtcp(buffer, offset, length, from, nowNanos);
                }
            }
            case TURN_CHANNEL, OTHER -> counters.dropped(PacketDrop.OTHER_PROTOCOL);
        }
    }

    private boolean isWithinBudget(int length, long nowNanos) {
        boolean isWithin = budget.takes(length, nowNanos);
        if (!isWithin) {
            counters.dropped(PacketDrop.OVER_BUDGET);
        }
        return isWithin;
    }

    /** Time has passed. To be called at {@link #nextDueNanos}, give or take 10 ms; harmless before. */
    public void onTime(long nowNanos) {
        if (transport.hasEnded()) {
            return;
        }
        transport.onTime(nowNanos);
        if (transport.isEstablished()) {
            takeEarly(nowNanos);
            feedback.onTime(streams, outboundByMid.values(), nowNanos);
            for (OutboundStream stream : outbound) {
                stream.takeSwitch().ifPresent(events::add);
            }
            voices.onTime(nowNanos);
        }
    }

    /**
     * When {@link #onTime} has something to do, if until then nothing comes in by any other method, nobody wants a key
     * frame of what is published here ({@link TrackStreams#onKeyFrameWanted}), and nothing that is sent here changes its
     * encoding or breaks ({@link OutboundStream#onNews}). May have passed.
     */
    public long nextDueNanos(long nowNanos) {
        long due = transport.nextDueNanos(nowNanos);
        return transport.isEstablished()
                ? feedback.nextDueNanos(voices.nextDueNanos(due), streams, outbound.length > 0, nowNanos)
                : due;
    }

    /** The handshake has something for us; see the constructor. */
    public void onWake(long nowNanos) {
        if (transport.hasEnded()) {
            return;
        }
        transport.onWake(nowNanos);
        takeEarly(nowNanos);
    }

    /**
     * Waits until the handshake has worked off what it was given; {@link #onWake} is due then. For simulations in virtual
     * time, in which then each input is one step, and for whoever may block.
     */
    public void settle() throws InterruptedException {
        transport.settle();
    }

    /** Ends it from our side. Nothing goes in or out afterwards. */
    public void close() {
        transport.close();
    }

    /** What there is to tell since the last call, in order. */
    public List<ConnectionEvent> drain() {
        if (events.isEmpty()) {
            return List.of();
        }
        List<ConnectionEvent> drained = List.copyOf(events);
        events.clear();
        return drained;
    }

    private void takeEarly(long nowNanos) {
        Path from = transport.path();
        if (from == null || !transport.isEstablished()) {
            return;
        }
        for (byte[] early : transport.takeEarly()) {
            switch (PacketKind.of(early, 0, early.length)) {
                case RTP -> receiveRtp(early, 0, early.length, from, nowNanos);
                case RTCP -> receiveRtcp(early, 0, early.length, from, nowNanos);
                case STUN, DTLS, TURN_CHANNEL, OTHER -> throw new IllegalStateException("kept what is not media");
            }
        }
    }

    private void receiveRtp(byte[] buffer, int offset, int length, Path from, long nowNanos) {
        if (transport.keepsEarly(buffer, offset, length, from)) {
            return;
        }
        int plain = transport.unprotect(buffer, offset, length, false, from);
        if (plain < 0 || !packet.wrap(buffer, offset, plain)) {
            counters.dropped(plain < 0 ? PacketDrop.of(plain) : PacketDrop.MALFORMED);
            return;
        }
        if (packet.extensions().find(transportWideCcId) && packet.extensions().length() >= Short.BYTES) {
            feedback.arrived(packet.extensions().uint16(), packet.ssrc(), nowNanos);
        }
        InboundStream stream = inbound.find(packet.ssrc());
        if (stream == null) {
            stream = inbound.identify(packet);
            if (stream == null) {
                counters.dropped(PacketDrop.UNKNOWN_SOURCE);
                return;
            }
            streams = inbound.all();
        }
        long sequence = take(stream, nowNanos);
        if (sequence >= 0) {
            hear(stream, nowNanos);
            stream.track().handOn(stream, sequence, packet, nowNanos);
        }
    }

    /** The packet's unwrapped number, or -1 if it is not to be handed on; it may be another packet afterwards. */
    private long take(InboundStream stream, long nowNanos) {
        int payloadType = packet.payloadType();
        if (payloadType == stream.line().payloadType() && packet.ssrc() == stream.ssrc()) {
            return stream.receive(packet, nowNanos);
        }
        if (payloadType != stream.line().rtxPayloadType()) {
            counters.dropped(PacketDrop.UNKNOWN_FORMAT);
            return -1;
        }
        stream.counters().repair(packet.payloadLength());
        return switch (RtxPacket.restore(packet, stream.line().payloadType(), stream.ssrc())) {
            case ORIGINAL -> stream.receiveRepair(packet, nowNanos);
            case PROBE -> -1;
            case MALFORMED -> {
                counters.dropped(PacketDrop.MALFORMED);
                yield -1;
            }
        };
    }

    private void hear(InboundStream stream, long nowNanos) {
        int id = stream.line().extensions().audioLevel();
        if (stream.line().codec().kind() != MediaKind.AUDIO
                || !packet.extensions().find(id)) {
            return;
        }
        voices.hear(stream.track(), packet.extensions().uint8(), nowNanos);
    }

    private void receiveRtcp(byte[] buffer, int offset, int length, Path from, long nowNanos) {
        if (transport.keepsEarly(buffer, offset, length, from)) {
            return;
        }
        int plain = transport.unprotect(buffer, offset, length, true, from);
        if (plain < 0) {
            counters.dropped(PacketDrop.of(plain));
            return;
        }
        for (RtcpPacket told : RtcpReader.read(buffer, offset, plain).packets()) {
            hear(told, nowNanos);
        }
    }

    private void hear(RtcpPacket told, long nowNanos) {
        switch (told) {
            case RtcpPacket.SenderReport report -> {
                senderReport(report, nowNanos);
                report.blocks().forEach(block -> reported(block, nowNanos));
            }
            case RtcpPacket.ReceiverReport report -> report.blocks().forEach(block -> reported(block, nowNanos));
            case RtcpPacket.Nack nack -> {
                OutboundStream stream = sentAs(nack.media());
                if (stream != null) {
                    stream.counters().hear(RtcpKind.NACK);
                    stream.missing(nack.sequenceNumbers(), nowNanos);
                }
            }
            case RtcpPacket.PictureLossIndication(int _, int media) -> keyFrameWanted(media, RtcpKind.PLI, nowNanos);
            case RtcpPacket.FullIntraRequest(int _, int media, int _) -> keyFrameWanted(media, RtcpKind.FIR, nowNanos);
            // A name we do not need, the end of a source that its line or its silence tells, and feedback not asked
            // for.
            case RtcpPacket.SourceDescription _ -> {}
            case RtcpPacket.Goodbye _ -> {}
            case RtcpPacket.TransportFeedback _ -> {}
        }
    }

    private void senderReport(RtcpPacket.SenderReport report, long nowNanos) {
        InboundStream stream = inbound.find(report.ssrc());
        if (stream == null || stream.ssrc() != report.ssrc()) {
            return;
        }
        stream.counters().hear(RtcpKind.SENDER_REPORT);
        stream.senderReport(report, nowNanos);
        stream.track().sourceReported(stream, report, nowNanos);
    }

    private void reported(ReportBlock block, long nowNanos) {
        OutboundStream stream = sentAs(block.ssrc());
        if (stream == null) {
            return;
        }
        stream.counters().hear(RtcpKind.RECEIVER_REPORT);
        long roundTripNanos = stream.reported(block, nowNanos);
        if (roundTripNanos >= 0) {
            counters.roundTrip(roundTripNanos);
            streams.forEach(inboundStream -> inboundStream.roundTrip(roundTripNanos));
        }
    }

    private void keyFrameWanted(int media, RtcpKind told, long nowNanos) {
        OutboundStream stream = sentAs(media);
        if (stream != null) {
            stream.counters().hear(told);
            stream.keyFrameWanted(nowNanos);
        }
    }

    private @Nullable OutboundStream sentAs(int ssrc) {
        for (OutboundStream stream : outbound) {
            if (stream.ssrc() == ssrc) {
                return stream;
            }
        }
        return null;
    }
}
