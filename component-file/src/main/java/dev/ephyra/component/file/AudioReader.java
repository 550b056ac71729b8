package dev.ephyra.component.file;

import dev.ephyra.component.ComponentFailure;
import dev.ephyra.component.ComponentTrack;
import dev.ephyra.room.CrashCause;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** The packets of an Ogg Opus file (RFC 7845), each as one RTP payload (RFC 7587 section 4.2). Owned by one thread. */
final class AudioReader implements MediaReader {
    private static final int CLOCK_RATE_HZ = 48_000;

    private final OggReader ogg;
    private long ticks;
    private boolean isTagsNext;

    AudioReader(InputStream source) {
        this.ogg = new OggReader(source);
    }

    @Override
    public int clockRateHz() {
        return CLOCK_RATE_HZ;
    }

    @Override
    public Optional<MediaUnit> next() throws IOException, ComponentFailure {
        try {
            for (Optional<byte[]> packet = ogg.next(); packet.isPresent(); packet = ogg.next()) {
                if (ogg.isFirst()) {
                    OpusPackets.checkHead(packet.get());
                    isTagsNext = true;
                } else if (isTagsNext) {
                    isTagsNext = false;
                } else {
                    return Optional.of(unit(packet.get()));
                }
            }
            if (ticks == 0) {
                throw new MalformedOgg("it holds no sound");
            }
            return Optional.empty();
        } catch (MalformedOgg malformed) {
            throw new ComponentFailure(
                    CrashCause.SOURCE_UNUSABLE,
                    "The file is no Opus sound in Ogg: " + malformed.getMessage(),
                    malformed);
        }
    }

    private MediaUnit unit(byte[] packet) throws MalformedOgg {
        if (packet.length > ComponentTrack.MAX_PAYLOAD_BYTES) {
            throw new MalformedOgg("a packet has more than the " + ComponentTrack.MAX_PAYLOAD_BYTES
                    + " bytes that one of RTP carries: encode it with a lower bitrate");
        }
        int duration = OpusPackets.ticks(packet);
        MediaUnit unit = new MediaUnit(ticks, duration, List.of(packet));
        ticks += duration;
        return unit;
    }
}
