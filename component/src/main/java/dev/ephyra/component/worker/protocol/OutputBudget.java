package dev.ephyra.component.worker.protocol;

import java.util.concurrent.TimeUnit;

/** How much a worker may say in each second. Owned by one thread; times are monotonic nanoseconds. */
final class OutputBudget {
    /** 16 MiB: 1080p at 8 Mbit/s is one, and what waits in the pipe of a machine that stood still is 64 KiB. */
    static final int MAX_BYTES_A_SECOND = 16 * 1024 * 1024;

    /** Four times what a peer may send, beside payloads. */
    static final int MAX_FRAMES_A_SECOND = 20_000;

    /** Two for each track of a room of 32 who publish; each is a task for the media thread. */
    static final int MAX_KEY_FRAME_REQUESTS_A_SECOND = 64;

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private long beganNanos;
    private long bytes;
    private int frames;
    private int keyFrameRequests;

    OutputBudget(long nowNanos) {
        beganNanos = nowNanos;
    }

    /** Takes so many bytes; whether they are within the budget. */
    boolean takeBytes(int count, long nowNanos) {
        if (nowNanos - beganNanos >= SECOND_NANOS) {
            beganNanos = nowNanos;
            bytes = 0;
            frames = 0;
            keyFrameRequests = 0;
        }
        bytes += count;
        return bytes <= MAX_BYTES_A_SECOND;
    }

    /** Takes a frame of the bytes that were taken last. */
    boolean takeFrame() {
        frames++;
        return frames <= MAX_FRAMES_A_SECOND;
    }

    /** Takes a request for a key frame. */
    boolean takeKeyFrameRequest() {
        keyFrameRequests++;
        return keyFrameRequests <= MAX_KEY_FRAME_REQUESTS_A_SECOND;
    }
}
