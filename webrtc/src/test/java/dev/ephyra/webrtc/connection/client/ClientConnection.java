package dev.ephyra.webrtc.connection.client;

import dev.ephyra.webrtc.connection.DatagramSink;
import dev.ephyra.webrtc.ice.Path;
import dev.ephyra.webrtc.rtcp.RtcpPacket;
import dev.ephyra.webrtc.rtcp.RtcpReader;
import dev.ephyra.webrtc.rtcp.RtcpWriter;
import dev.ephyra.webrtc.rtp.RtpPacket;
import dev.ephyra.webrtc.rtp.RtxPacket;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.webrtc.sdp.Direction;
import dev.ephyra.webrtc.sdp.NegotiatedLine;
import dev.ephyra.webrtc.sdp.OfferDraft;
import dev.ephyra.webrtc.sdp.RemoteAnswer;
import dev.ephyra.webrtc.sdp.Source;
import dev.ephyra.webrtc.stun.PacketKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One peer connection of a client: sends synthetic media in the lines of its offer, and receives with the feedback of a
 * browser. Sans-IO; owned by one thread. Times are monotonic nanoseconds.
 *
 * <p>Make an {@link OfferDraft}, have its text answered, give both to {@link #answered}; datagrams of the server go in by
 * {@link #receive}, time by {@link #onTime} every 10 ms or so, a wake of the handshake by {@link #onWake}.
 */
public final class ClientConnection {
    private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int COMPOUND_BYTES = 1_200;

    private final ClientSettings settings;
    private final ClientListener listener;
    private final ClientTransport transport;
    private final int ssrc;
    private final Map<Integer, SyntheticStream> published = new LinkedHashMap<>();
    private final Map<Integer, ReceivedStream> receivedBySsrc = new LinkedHashMap<>();
    private final RtpPacket packet = new RtpPacket();
    private final byte[] buffer = new byte[COMPOUND_BYTES + ClientTransport.GROWTH_BYTES];
    private @Nullable RtcpWriter writer;
    private long nextReportNanos;
    private boolean hasBegun;

    /**
     * A connection without an offer.
     *
     * @param server where everything is sent to; handed to the sink unchanged
     * @param wake called by the thread of the handshake when {@link #onWake} is wanted
     */
    public ClientConnection(
            ClientSettings settings, Path server, DatagramSink sink, Runnable wake, ClientListener listener) {
        this.settings = settings;
        this.listener = listener;
        this.transport = new ClientTransport(settings, server, sink, wake);
        this.ssrc = settings.random().getAsInt();
    }

    /** The latest offer was answered: streams begin, go on, or end as both say. Other credentials restart ICE. */
    public void answered(OfferDraft offer, RemoteAnswer answer, long nowNanos) {
        transport.answered(answer, offer.ice(), nowNanos);
        Map<Integer, ReceivedStream> before = new LinkedHashMap<>(receivedBySsrc);
        receivedBySsrc.clear();
        List<String> sending = new ArrayList<>();
        for (NegotiatedLine line : answer.lines()) {
            if (line.direction() == Direction.RECVONLY) {
                line.sources().forEach(source -> expect(line, source, before.get(source.ssrc())));
            } else {
                sending.add(line.mid());
                publish(line, offer.lines().get(Integer.parseInt(line.mid())), nowNanos);
            }
        }
        published.values().removeIf(stream -> !sending.contains(stream.mid()));
    }

    private void expect(NegotiatedLine line, Source source, @Nullable ReceivedStream known) {
        ReceivedStream stream = known == null ? new ReceivedStream(line, source) : known;
        receivedBySsrc.put(source.ssrc(), stream);
        if (source.hasRtx()) {
            receivedBySsrc.put(source.rtxSsrc(), stream);
        }
    }

    private void publish(NegotiatedLine line, OfferDraft.Line offered, long nowNanos) {
        if (published.values().stream().anyMatch(stream -> stream.mid().equals(line.mid()))) {
            return;
        }
        switch (offered) {
            case OfferDraft.Line.Send send -> publish(line, "", send.source(), nowNanos);
            case OfferDraft.Line.Simulcast simulcast -> {
                for (String rid : line.rids()) {
                    int first = settings.random().getAsInt();
                    publish(line, rid, Source.of(first, first + 1), nowNanos);
                }
            }
            case OfferDraft.Line.Receive _,
                    OfferDraft.Line.Inactive _,
                    OfferDraft.Line.Rejected _,
                    OfferDraft.Line.DataChannel _ -> throw new IllegalArgumentException("answered as if we sent");
        }
    }

    private void publish(NegotiatedLine line, String rid, Source source, long nowNanos) {
        SyntheticStream stream = line.codec() == Codec.OPUS
                ? new SyntheticAudio(line, source.ssrc(), transport, settings.random(), nowNanos)
                : new SyntheticVideo(
                        line, rid, source, settings.video().of(rid), transport, settings.random(), nowNanos);
        published.put(source.ssrc(), stream);
    }

    /** A datagram of the server; it is changed in place. */
    public void receive(byte[] bytes, int offset, int length, long nowNanos) {
        switch (PacketKind.of(bytes, offset, length)) {
            case STUN -> transport.receiveCheck(bytes, offset, length, nowNanos);
            case DTLS -> transport.receiveHandshake(bytes, offset, length, nowNanos);
            case RTP -> receiveRtp(bytes, offset, length, nowNanos);
            case RTCP -> receiveRtcp(bytes, offset, length, nowNanos);
            case TURN_CHANNEL, OTHER -> throw new IllegalArgumentException("a server that sends what is none of it");
        }
    }

    private void receiveRtp(byte[] bytes, int offset, int length, long nowNanos) {
        int plain = transport.unprotect(bytes, offset, length, false);
        if (plain < 0 || !packet.wrap(bytes, offset, plain)) {
            return;
        }
        ReceivedStream stream = receivedBySsrc.get(packet.ssrc());
        if (stream == null) {
            return;
        }
        boolean isRepair = packet.ssrc() != stream.ssrc();
        if (isRepair
                && RtxPacket.restore(packet, stream.line().payloadType(), stream.ssrc())
                        != RtxPacket.Content.ORIGINAL) {
            return;
        }
        ReceivedPacket received = stream.receive(packet, isRepair, nowNanos);
        if (received != null) {
            listener.received(received);
        }
    }

    private void receiveRtcp(byte[] bytes, int offset, int length, long nowNanos) {
        int plain = transport.unprotect(bytes, offset, length, true);
        if (plain < 0) {
            return;
        }
        List<RtcpPacket> together = RtcpReader.read(bytes, offset, plain).packets();
        listener.toldTogether(together);
        for (RtcpPacket told : together) {
            listener.told(told, nowNanos);
            switch (told) {
                case RtcpPacket.Nack nack -> {
                    SyntheticStream stream = published.get(nack.media());
                    if (stream != null) {
                        stream.missing(nack.sequenceNumbers(), nowNanos);
                    }
                }
                case RtcpPacket.PictureLossIndication(int _, int media) -> keyFrameWanted(media);
                case RtcpPacket.FullIntraRequest(int _, int media, int _) -> keyFrameWanted(media);
                case RtcpPacket.SenderReport report -> {
                    ReceivedStream stream = receivedBySsrc.get(report.ssrc());
                    if (stream != null) {
                        stream.told(report, nowNanos);
                    }
                }
                case RtcpPacket.ReceiverReport _ -> {}
                case RtcpPacket.SourceDescription _ -> {}
                case RtcpPacket.Goodbye _ -> {}
                case RtcpPacket.TransportFeedback _ -> {}
            }
        }
    }

    private void keyFrameWanted(int media) {
        SyntheticStream stream = published.get(media);
        if (stream != null) {
            stream.keyFrameWanted();
        }
    }

    /** Time has passed: media, checks, feedback. */
    public void onTime(long nowNanos) {
        transport.onTime(nowNanos);
        if (!transport.isEstablished()) {
            return;
        }
        if (!hasBegun) {
            hasBegun = true;
            nextReportNanos = nowNanos;
            published.values().forEach(stream -> stream.resume(nowNanos));
        }
        published.values().forEach(stream -> stream.onTime(nowNanos));
        for (ReceivedStream stream : received()) {
            int[] missing = stream.missing(nowNanos);
            if (missing.length > 0) {
                tell(new RtcpPacket.Nack(ssrc, stream.ssrc(), missing));
            }
            if (stream.wantsKeyFrame(nowNanos)) {
                tell(new RtcpPacket.PictureLossIndication(ssrc, stream.ssrc()));
            }
        }
        if (nowNanos - nextReportNanos >= 0) {
            nextReportNanos = nowNanos + REPORT_NANOS;
            report(nowNanos);
        }
        flush();
    }

    private void report(long nowNanos) {
        published.values().forEach(stream -> tell(stream.report(nowNanos)));
        for (ReceivedStream stream : received()) {
            tell(new RtcpPacket.ReceiverReport(ssrc, List.of(stream.report(nowNanos))));
        }
    }

    /** Sends any RTCP packet, with the others of the moment; see {@link #flush}. */
    public void tell(RtcpPacket told) {
        if (writer == null) {
            writer = new RtcpWriter(buffer, 0, COMPOUND_BYTES);
        }
        if (!writer.write(told)) {
            flush();
            writer = new RtcpWriter(buffer, 0, COMPOUND_BYTES);
            writer.write(told);
        }
    }

    /** Sends what {@link #tell} gathered. */
    public void flush() {
        if (writer != null) {
            transport.sendRtcp(buffer, 0, writer.length());
            writer = null;
        }
    }

    /** Sends any RTP packet; the buffer needs 20 bytes of room behind it. */
    public void sendRtp(byte[] bytes, int offset, int length) {
        transport.sendRtp(bytes, offset, length);
    }

    /** As {@link #sendRtp}, for what need not be RTCP at all. */
    public void sendRtcp(byte[] bytes, int offset, int length) {
        transport.sendRtcp(bytes, offset, length);
    }

    /** The handshake has something for us; see the constructor. */
    public void onWake() {
        transport.carryOut();
    }

    /** Checks the path now, as after a change of network. */
    public void checkNow(long nowNanos) {
        transport.checkNow(nowNanos);
    }

    /** Waits for the handshake, in simulations; {@link #onWake} is due then. */
    public void settle() throws InterruptedException {
        transport.settle();
    }

    /** Says good-bye. */
    public void close() {
        transport.close();
    }

    public boolean isEstablished() {
        return transport.isEstablished();
    }

    /** Why the handshake failed; empty while it has not. */
    public String failure() {
        return transport.failure();
    }

    /** What is sent. */
    public Collection<SyntheticStream> published() {
        return published.values();
    }

    /** What is received, each stream once. */
    public Collection<ReceivedStream> received() {
        return receivedBySsrc.entrySet().stream()
                .filter(entry -> entry.getKey() == entry.getValue().ssrc())
                .map(Map.Entry::getValue)
                .toList();
    }
}
