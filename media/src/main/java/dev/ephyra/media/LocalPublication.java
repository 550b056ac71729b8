package dev.ephyra.media;

import dev.ephyra.room.RoomId;
import dev.ephyra.webrtc.connection.LocalTrack;
import dev.ephyra.webrtc.rtp.ExtensionForm;
import dev.ephyra.webrtc.rtp.RtpHeaderWriter;
import dev.ephyra.webrtc.rtp.RtpPacket;
import dev.ephyra.webrtc.sdp.Codec;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A track that the server publishes, for the one thread that makes its packets: they are copied and handed to the media
 * thread of the room. Where that is behind, the one who makes the packets waits for it a little: what waits longer than
 * his {@link Patience} is dropped and counted.
 */
public final class LocalPublication implements AutoCloseable {
    /** Packets on their way to the media thread: of a larger picture the rest waits; at 1.2 kB each, 600 kB of memory. */
    static final int MAX_WAITING = 512;

    /** Between two looks for room: in that time a media thread takes some hundred packets. */
    private static final long WAIT_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

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
    private final Patience patience = new Patience(System.nanoTime());
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
     * Sends a payload to everybody who subscribed; it is copied. Waits while too many are on their way, for
     * {@link Patience#LONGEST_NANOS} at most; an interrupt ends the wait.
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
        if (bytes < 0) {
            budget.drop();
        } else {
            offer((_, nowNanos) -> track.send(packet, 0, bytes, nowNanos));
        }
    }

    private void offer(MediaLoop.Task task) {
        if (!awaitPlace()) {
            budget.drop();
            return;
        }
        boolean isTaken = thread.offer((loop, nowNanos) -> {
            arrived();
            task.run(loop, nowNanos);
        });
        if (!isTaken) {
            arrived();
            budget.drop();
        }
    }

    /** Whether one more may be on its way. */
    private boolean awaitPlace() {
        if (take()) {
            return true;
        }
        patience.rested(System.nanoTime());
        while (patience.lasts() && !Thread.currentThread().isInterrupted()) {
            LockSupport.parkNanos(WAIT_STEP_NANOS);
            patience.waited(System.nanoTime());
            if (take()) {
                return true;
            }
        }
        return false;
    }

    private boolean take() {
        if (waiting.get() >= MAX_WAITING || !budget.take()) {
            return false;
        }
        waiting.incrementAndGet();
        return true;
    }

    private void arrived() {
        waiting.decrementAndGet();
        budget.giveBack();
    }

    /**
     * The source's clocks agree on this. Waits, and counts, as a packet does.
     *
     * @param ntp 32 bits of seconds since 1900, 32 of fractions (RFC 3550 section 4)
     */
    public void clock(long ntp, int timestamp) {
        offer((_, nowNanos) -> track.clock(ntp, timestamp + timestampOffset, nowNanos));
    }

    @Override
    public void close() {
        thread.offerAnyway((loop, _) -> loop.unpublish(room, track));
    }
}
