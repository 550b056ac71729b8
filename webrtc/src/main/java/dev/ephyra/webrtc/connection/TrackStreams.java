package dev.ephyra.webrtc.connection;

import dev.ephyra.webrtc.rtcp.RtcpPacket.SenderReport;
import dev.ephyra.webrtc.rtp.RtpPacket;
import java.util.ArrayList;
import java.util.List;

/**
 * A track as it arrives on its publisher's connection: its streams, and to whom they are handed on. Owned by the thread of
 * its room's media.
 */
public final class TrackStreams {
    private static final OutboundStream[] NOBODY = {};
    private static final LocalReceiver[] NOBODY_HERE = {};

    private final String trackId;
    private final List<InboundStream> streams = new ArrayList<>();
    private OutboundStream[] subscribers = NOBODY;
    private LocalReceiver[] receivers = NOBODY_HERE;
    private Runnable keyFrameWanted = () -> {};

    TrackStreams(String trackId) {
        this.trackId = trackId;
    }

    public String trackId() {
        return trackId;
    }

    /** One without simulcast; those of its encodings that have begun with it. */
    public List<InboundStream> streams() {
        return List.copyOf(streams);
    }

    /** Adds a stream; it takes the place of an earlier one of its encoding, whose sender has begun anew. */
    void replace(InboundStream stream) {
        for (InboundStream earlier : streams) {
            if (earlier.encoding() == stream.encoding()) {
                earlier.retire();
            }
        }
        streams.removeIf(InboundStream::isRetired);
        streams.add(stream);
    }

    /** To whom it is handed on from now on; the array is not changed afterwards. */
    public void subscribers(List<OutboundStream> subscribers) {
        this.subscribers = subscribers.toArray(OutboundStream[]::new);
        this.subscribers = this.subscribers.length == 0 ? NOBODY : this.subscribers;
    }

    /** Who receives it inside this server from now on. */
    public void receivers(List<LocalReceiver> receivers) {
        this.receivers = receivers.isEmpty() ? NOBODY_HERE : receivers.toArray(LocalReceiver[]::new);
    }

    /** Hands a packet of one of its streams to everybody. */
    void handOn(InboundStream stream, long sequence, RtpPacket packet, long nowNanos) {
        for (OutboundStream subscriber : subscribers) {
            try {
                subscriber.forward(stream, sequence, packet, nowNanos);
            } catch (RuntimeException | StackOverflowError broken) {
                // Containment point: what breaks for one subscriber ends that one, not the publisher and not the
                // others.
                subscriber.broke(broken);
            }
        }
        for (LocalReceiver receiver : receivers) {
            receiver.receive(stream, sequence, packet, nowNanos);
        }
    }

    /** The publisher has reported on one of its streams. */
    void sourceReported(InboundStream stream, SenderReport report, long nowNanos) {
        for (OutboundStream subscriber : subscribers) {
            try {
                subscriber.sourceReported(stream, report, nowNanos);
            } catch (RuntimeException | StackOverflowError broken) {
                // Containment point, as in handOn.
                subscriber.broke(broken);
            }
        }
    }

    /** {@code wanted} is run when a key frame is wanted of it: its publisher's connection has something to do. */
    public void onKeyFrameWanted(Runnable wanted) {
        keyFrameWanted = wanted;
    }

    void keyFrameWanted() {
        keyFrameWanted.run();
    }

    /** Somebody new, or who lost its way, needs to begin anew. */
    public void wantKeyFrame() {
        for (InboundStream stream : streams) {
            stream.wantKeyFrame();
        }
    }
}
