package dev.ephyra.media;

import dev.ephyra.room.RoomId;
import dev.ephyra.webrtc.connection.LocalTrack;
import dev.ephyra.webrtc.rtp.ExtensionForm;
import dev.ephyra.webrtc.rtp.RtpHeaderWriter;
import dev.ephyra.webrtc.rtp.RtpPacket;
import dev.ephyra.webrtc.sdp.Codec;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A track that the server publishes, for the one thread that makes its packets: they are copied and handed to the media
 * thread of the room. Nothing here blocks; what the media thread is too far behind for is dropped and counted.
 */
public final class LocalPublication implements AutoCloseable {
    /** Packets on their way to the media thread: a picture of 600 kB; at 1.2 kB each, 600 kB of memory. */
    static final int MAX_WAITING = 512;

    private static final int PAYLOAD_TYPE = 96;
    private static final int FIRST_SEQUENCE_BOUND = 1 << 15;

    private final MediaThread thread;
    private final LocalBudget budget;
    private final RoomId room;
    private final LocalTrack track;
    private final int ssrc;
    private final int timestampOffset;
    private final RtpHeaderWriter writer = new RtpHeaderWriter(ExtensionForm.ONE_BYTE);
    private final AtomicInteger waiting = new AtomicInteger();
    private long sequence;

    private LocalPublication(MediaThread thread, LocalBudget budget, RoomId room, String trackId, Codec codec) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        this.thread = thread;
        this.budget = budget;
        this.room = room;
        this.ssrc = random.nextInt();
        this.timestampOffset = random.nextInt();
        this.sequence = random.nextInt(FIRST_SEQUENCE_BOUND);
        this.track = new LocalTrack(trackId, codec, ssrc);
    }

    /** @param budget of all publications; counts what no subscriber was tried for */
    static LocalPublication begin(MediaThread thread, LocalBudget budget, RoomId room, String trackId, Codec codec) {
        LocalPublication begun = new LocalPublication(thread, budget, room, trackId, codec);
        thread.offerAnyway((loop, _) -> loop.publish(room, begun.track));
        return begun;
    }

    /**
     * Sends a payload to everybody who subscribed; it is copied.
     *
     * @param timestamp of the source, in ticks of the codec's clock
     */
    public void send(byte[] payload, int offset, int length, int timestamp, boolean marker) {
        byte[] packet = new byte[RtpPacket.FIXED_HEADER_BYTES + length];
        writer.begin(packet, 0, packet.length)
                .source(PAYLOAD_TYPE, ssrc)
                .position(marker, sequence, timestamp + timestampOffset)
                .payload(payload, offset, length);
        // A packet that is dropped leaves a hole, as one that a network loses.
        sequence++;
        int bytes = writer.finish();
        if (bytes < 0 || waiting.get() >= MAX_WAITING) {
            budget.drop();
        } else if (budget.take()) {
            waiting.incrementAndGet();
            boolean isTaken = thread.offer((_, nowNanos) -> {
                arrived();
                track.send(packet, 0, bytes, nowNanos);
            });
            if (!isTaken) {
                arrived();
                budget.drop();
            }
        }
    }

    private void arrived() {
        waiting.decrementAndGet();
        budget.giveBack();
    }

    /**
     * The source's clocks agree on this.
     *
     * @param ntp 32 bits of seconds since 1900, 32 of fractions (RFC 3550 section 4)
     */
    public void clock(long ntp, int timestamp) {
        thread.offer((_, nowNanos) -> track.clock(ntp, timestamp + timestampOffset, nowNanos));
    }

    @Override
    public void close() {
        thread.offerAnyway((loop, _) -> loop.unpublish(room, track));
    }
}
