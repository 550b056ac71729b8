package dev.ephyra.notify.socket;

import java.nio.ByteBuffer;
import java.util.List;

/** What an {@link EventStream} wants done, in this order. */
public sealed interface StreamOutput {
    /**
     * Send these bytes, which are whole frames together.
     *
     * @param position the offset of the last record that a receiver of them has
     */
    record Frames(List<ByteBuffer> bytes, long position) implements StreamOutput {}

    /** Send a ping; the payload comes back when the receiver has read up to it. */
    record Ping(byte[] payload) implements StreamOutput {}

    /** The consumer has everything up to {@code offset}. */
    record Keep(long offset) implements StreamOutput {}

    /** Close, after what went before; the last output. */
    record Close(int code, String reason) implements StreamOutput {}
}
