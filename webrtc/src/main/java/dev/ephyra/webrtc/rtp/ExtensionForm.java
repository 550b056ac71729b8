package dev.ephyra.webrtc.rtp;

import dev.ephyra.webrtc.sdp.ExtensionIds;
import java.util.stream.IntStream;

/** How extension elements are written (RFC 8285 section 4). */
public enum ExtensionForm {
    /** Ids of 1 to 14, values of 1 to 16 bytes. */
    ONE_BYTE(14, 16),
    /** Ids of 1 to 255, values of up to 255 bytes; only where {@code extmap-allow-mixed} was agreed on. */
    TWO_BYTE(255, 255);

    private final int largestId;
    private final int longestValue;

    ExtensionForm(int largestId, int longestValue) {
        this.largestId = largestId;
        this.longestValue = longestValue;
    }

    /** The shorter form that can carry all of {@code ids} with values of up to {@code valueBytes}. */
    public static ExtensionForm of(ExtensionIds ids, int valueBytes) {
        int largest = IntStream.of(ids.mid(), ids.rid(), ids.repairedRid(), ids.transportWideCc(), ids.audioLevel())
                .max()
                .orElseThrow();
        return ONE_BYTE.carries(largest, valueBytes) ? ONE_BYTE : TWO_BYTE;
    }

    boolean carries(int id, int valueBytes) {
        return id <= largestId && valueBytes <= longestValue;
    }
}
