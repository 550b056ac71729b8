package dev.ephyra.component.rtsp;

import dev.ephyra.component.ComponentTrack;
import dev.ephyra.webrtc.rtp.RtpPacket;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The audio of one session of a camera on its way into a track: its packets as they are, put in order, with timestamps that
 * go on where the session before ended. Owned by one thread; times are monotonic nanoseconds.
 */
final class AudioStream {
    /** Of Opus, whatever was encoded (RFC 7587 section 4.1). */
    static final int CLOCK_RATE_HZ = 48_000;

    private static final int PAYLOAD_TYPE_MASK = 0x7f;

    private final Supplier<ComponentTrack> track;
    private final CameraAudio.Opus audio;
    private final TrackTimes times;
    private final ReorderBuffer packets = new ReorderBuffer();
    private final RtpPacket packet = new RtpPacket();
    private int ssrc;
    private long dropped;

    /** @param track asked for whenever there is something for it, and not before */
    AudioStream(Supplier<ComponentTrack> track, CameraAudio.Opus audio, TrackTimes times) {
        this.track = track;
        this.audio = audio;
        this.times = times;
    }

    /** Whether {@link #onTime} is wanted soon. */
    boolean isWaiting() {
        return packets.isWaiting();
    }

    /** Packets that could not be used. */
    long dropped() {
        return dropped;
    }

    /** Whether a packet is of this stream, and not of the video that may come by the same port. */
    boolean owns(byte[] bytes, int length) {
        return length > 1 && (bytes[1] & PAYLOAD_TYPE_MASK) == audio.payloadType();
    }

    /** A packet came that is of this stream, in whatever order. */
    void receive(byte[] bytes, int length, long nowNanos) {
        if (!packet.wrap(bytes, 0, length)) {
            dropped++;
            return;
        }
        if (packet.ssrc() != ssrc) {
            // The camera's encoder has begun anew, within the session.
            ssrc = packet.ssrc();
            packets.restart();
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
    }

    /** Time has passed: what was waited for may not be any longer. */
    void onTime(long nowNanos) {
        for (Optional<ReorderBuffer.Packet> next = packets.poll(nowNanos);
                next.isPresent();
                next = packets.poll(nowNanos)) {
            send(next.get());
        }
    }

    /** A packet that is lost is a hole in the timestamps, which receivers of Opus fill. */
    private void send(ReorderBuffer.Packet next) {
        int length = next.payload().length;
        if (length == 0 || length > ComponentTrack.MAX_PAYLOAD_BYTES) {
            dropped++;
            return;
        }
        ComponentTrack heard = track.get();
        // When it came: how long it waited for one that it overtook is nothing of the camera's.
        long cameNanos = next.arrivalNanos();
        int ticks = times.map(next.timestamp(), cameNanos);
        if (times.isClockDue(cameNanos)) {
            heard.clock(times.unixNanos(cameNanos), ticks);
        }
        heard.send(next.payload(), 0, length, ticks, next.marker());
    }
}
