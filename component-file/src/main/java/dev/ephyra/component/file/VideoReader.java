package dev.ephyra.component.file;

import dev.ephyra.component.ComponentFailure;
import dev.ephyra.component.MemoryShare;
import dev.ephyra.component.h264.AccessUnit;
import dev.ephyra.component.h264.AccessUnits;
import dev.ephyra.component.h264.H264Packetizer;
import dev.ephyra.component.h264.MalformedVideo;
import dev.ephyra.component.h264.NalUnit;
import dev.ephyra.component.h264.ParameterSets;
import dev.ephyra.room.CrashCause;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The pictures of an H.264 file, as many a second as is said, since such a file has no times. Begins with the first key
 * frame. Owned by one thread.
 */
final class VideoReader implements MediaReader {
    private static final int CLOCK_RATE_HZ = 90_000;

    private final AnnexBReader units;
    private final AccessUnits pictures;
    private final ParameterSets parameterSets = new ParameterSets();
    private final H264Packetizer packetizer = new H264Packetizer();
    private final int framesPerSecond;
    private long frames;
    private boolean isAtEnd;

    VideoReader(InputStream source, int framesPerSecond, MemoryShare memory) {
        this.units = new AnnexBReader(source, memory);
        this.pictures = new AccessUnits(memory);
        this.framesPerSecond = framesPerSecond;
    }

    @Override
    public int clockRateHz() {
        return CLOCK_RATE_HZ;
    }

    @Override
    public Optional<MediaUnit> next() throws IOException, ComponentFailure {
        try {
            Optional<AccessUnit> picture = nextPicture();
            if (picture.isEmpty() && frames == 0) {
                throw new MalformedVideo("it holds no key frame with its parameter sets");
            }
            return picture.map(this::unit);
        } catch (MalformedVideo malformed) {
            throw new ComponentFailure(
                    CrashCause.SOURCE_UNUSABLE, "The file is no H.264 video: " + malformed.getMessage(), malformed);
        }
    }

    private Optional<AccessUnit> nextPicture() throws IOException, MalformedVideo, ComponentFailure {
        while (!isAtEnd) {
            Optional<NalUnit> unit = units.next();
            isAtEnd = unit.isEmpty();
            Optional<AccessUnit> picture = isAtEnd ? pictures.end() : pictures.add(unit.get());
            if (picture.isPresent()) {
                for (NalUnit part : picture.get().units()) {
                    parameterSets.note(part);
                }
                boolean isKeyFrame = picture.get().isKeyFrame() && parameterSets.isComplete();
                if (isKeyFrame) {
                    return picture.map(parameterSets::complete);
                }
                if (frames > 0) {
                    return picture;
                }
            }
        }
        return Optional.empty();
    }

    private MediaUnit unit(AccessUnit picture) {
        List<byte[]> payloads = new ArrayList<>();
        packetizer.packetize(picture, (buffer, length, _) -> payloads.add(Arrays.copyOf(buffer, length)));
        long start = frames * CLOCK_RATE_HZ / framesPerSecond;
        frames++;
        long next = frames * CLOCK_RATE_HZ / framesPerSecond;
        return new MediaUnit(start, (int) (next - start), payloads);
    }
}
