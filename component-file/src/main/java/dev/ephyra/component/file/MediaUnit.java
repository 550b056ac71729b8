package dev.ephyra.component.file;

import java.util.List;

/**
 * What is sent at one time: a picture, or a packet of sound.
 *
 * @param startTicks since the beginning of the file, in ticks of the codec's clock
 * @param durationTicks until the next one
 * @param payloads of RTP, in order; the last of a picture is its end
 */
record MediaUnit(long startTicks, int durationTicks, List<byte[]> payloads) {
    MediaUnit {
        payloads = List.copyOf(payloads);
    }
}
