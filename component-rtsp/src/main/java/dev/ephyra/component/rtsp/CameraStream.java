package dev.ephyra.component.rtsp;

import dev.ephyra.component.ComponentFailure;
import dev.ephyra.component.ComponentTrack;
import dev.ephyra.component.Reservation;
import dev.ephyra.component.h264.AccessUnit;
import dev.ephyra.component.h264.H264Depacketizer;
import dev.ephyra.component.h264.H264Packetizer;
import dev.ephyra.component.h264.MalformedVideo;
import dev.ephyra.component.h264.NalUnit;
import dev.ephyra.component.h264.ParameterSets;
import dev.ephyra.webrtc.rtp.RtpPacket;
import java.util.Arrays;
import java.util.Optional;

/**
 * The pictures of one session of a camera on their way into a track: put in order, parameter sets before key frames,
 * nothing before the first of these, and timestamps that go on where the session before ended. Owned by one thread; times
 * are monotonic nanoseconds.
 */
final class CameraStream {
    /** Of H.264 in WebRTC (RFC 6184 section 8.2.1). */
    static final int CLOCK_RATE_HZ = 90_000;

    private static final int NO_SEQUENCE = -1;

    /** What looks like these may be RTCP that shares the port (RFC 5761 section 4). */
    private static final int FIRST_OF_RTCP = 64;

    private static final int LAST_OF_RTCP = 95;

    private final ComponentTrack track;
    private final CameraVideo video;
    private final TrackTimes times;
    private final ReorderBuffer packets = new ReorderBuffer();
    private final H264Depacketizer pictures;
    private final H264Packetizer packetizer = new H264Packetizer();
    private final ParameterSets parameterSets = new ParameterSets();
    private final RtpPacket packet = new RtpPacket();
    private int nextSequenceNumber = NO_SEQUENCE;
    private boolean hasBegun;
    private int ssrc;
    private long dropped;

    /** @param memory for large pictures: one of all sessions of a camera */
    CameraStream(ComponentTrack track, CameraVideo video, TrackTimes times, Reservation memory) {
        this.pictures = new H264Depacketizer(memory);
        this.track = track;
        this.video = video;
        this.times = times;
        for (NalUnit set : video.parameterSets()) {
            try {
                parameterSets.note(set);
            } catch (MalformedVideo _) {
                // They come with the pictures too.
                dropped++;
            }
        }
    }

    /** Whether {@link #onTime} is wanted soon. */
    boolean isWaiting() {
        return packets.isWaiting();
    }

    /** Packets and pictures that could not be used. */
    long dropped() {
        return dropped;
    }

    /** What a packet was. */
    enum Kind {
        VIDEO,
        /** Of a payload type that the description does not have. */
        FOREIGN,
        /** Neither: it is no packet of RTP, or one of RTCP. */
        NOTHING
    }

    /**
     * A packet came, in whatever order.
     *
     * @throws ComponentFailure if there is no memory for its picture
     */
    Kind receive(byte[] bytes, int length, long nowNanos) throws ComponentFailure {
        if (!packet.wrap(bytes, 0, length)) {
            dropped++;
            return Kind.NOTHING;
        }
        if (packet.payloadType() != video.payloadType()) {
            dropped++;
            boolean isControl = packet.payloadType() >= FIRST_OF_RTCP && packet.payloadType() <= LAST_OF_RTCP;
            return isControl ? Kind.NOTHING : Kind.FOREIGN;
        }
        if (packet.ssrc() != ssrc) {
            // The camera's encoder has begun anew, within the session.
            ssrc = packet.ssrc();
            packets.restart();
            pictures.restart();
            nextSequenceNumber = NO_SEQUENCE;
            hasBegun = false;
            times.newSession();
        }
        int from = packet.payloadOffset();
        packets.add(new ReorderBuffer.Packet(
                packet.sequenceNumber(),
                packet.timestamp(),
                packet.marker(),
                Arrays.copyOfRange(packet.buffer(), from, from + packet.payloadLength()),
                nowNanos));
        onTime(nowNanos);
        return Kind.VIDEO;
    }

    /**
     * Time has passed: what was waited for may not be any longer.
     *
     * @throws ComponentFailure if there is no memory for a picture
     */
    void onTime(long nowNanos) throws ComponentFailure {
        for (Optional<ReorderBuffer.Packet> next = packets.poll(nowNanos);
                next.isPresent();
                next = packets.poll(nowNanos)) {
            take(next.get());
        }
    }

    private void take(ReorderBuffer.Packet next) throws ComponentFailure {
        if (nextSequenceNumber != NO_SEQUENCE && next.sequenceNumber() != nextSequenceNumber) {
            beginAnew();
        }
        nextSequenceNumber = (next.sequenceNumber() + 1) & 0xffff;
        try {
            for (H264Depacketizer.TimedPicture picture :
                    pictures.add(next.payload(), next.timestamp(), next.marker())) {
                send(picture.unit(), picture.timestamp(), next.arrivalNanos());
            }
        } catch (MalformedVideo _) {
            dropped++;
            beginAnew();
        }
    }

    /** What follows shows nothing but damage until the next key frame, which nobody can ask a camera for. */
    private void beginAnew() {
        pictures.lost();
        hasBegun = false;
    }

    /** @param cameNanos when the packet came that ended it, however long that waited for one that it overtook */
    private void send(AccessUnit picture, int timestamp, long cameNanos) {
        try {
            for (NalUnit unit : picture.units()) {
                parameterSets.note(unit);
            }
        } catch (MalformedVideo _) {
            // What follows refers to a picture that nobody gets.
            dropped++;
            hasBegun = false;
            return;
        }
        boolean isEntry = picture.isKeyFrame() && parameterSets.isComplete();
        boolean isPicture = picture.units().stream().anyMatch(NalUnit::isSlice);
        if (!isPicture || (!hasBegun && !isEntry)) {
            return;
        }
        hasBegun = true;
        int ticks = times.map(scaled(timestamp), cameNanos);
        if (times.isClockDue(cameNanos)) {
            track.clock(times.unixNanos(cameNanos), ticks);
        }
        AccessUnit whole = picture.isKeyFrame() ? parameterSets.complete(picture) : picture;
        packetizer.packetize(whole, (buffer, length, isLast) -> track.send(buffer, 0, length, ticks, isLast));
    }

    private int scaled(int timestamp) {
        return video.clockRateHz() == CLOCK_RATE_HZ
                ? timestamp
                : (int) (Integer.toUnsignedLong(timestamp) * CLOCK_RATE_HZ / video.clockRateHz());
    }
}
