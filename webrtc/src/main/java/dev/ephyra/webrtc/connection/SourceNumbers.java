package dev.ephyra.webrtc.connection;

import org.jspecify.annotations.Nullable;

/** Small numbers for the streams that one outbound stream was made of lately. Owned by it. */
final class SourceNumbers {
    /** Three encodings, and a publisher that changed its source a few times within two seconds. */
    static final int MAX_SOURCES = 8;

    private final @Nullable InboundStream[] sources = new InboundStream[MAX_SOURCES];
    private int count;
    private int current;

    /** Makes {@code source} the current one; false if all numbers were given away and begin anew. */
    boolean use(InboundStream source) {
        for (int number = 0; number < count; number++) {
            if (sources[number] == source) {
                current = number;
                return true;
            }
        }
        boolean hadRoom = count < MAX_SOURCES;
        count = hadRoom ? count : 0;
        current = count;
        sources[count++] = source;
        return hadRoom;
    }

    int current() {
        return current;
    }

    @Nullable
    InboundStream get(int number) {
        return sources[number];
    }
}
