package dev.ephyra.bench.media;

import dev.ephyra.component.file.AnnexBStream;
import dev.ephyra.component.file.OggStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/** Files for a server to play, with the form of pictures and sound and the sizes of real ones. Stateless. */
public final class PlayedFiles {
    /** Of the pictures. */
    public static final int FRAMES_PER_SECOND = 30;

    /** 500 kbit/s with a key frame of 12 KB each two seconds: two packets a picture, eleven a key frame. */
    private static final int SLICE_BYTES = 1_900;

    private static final int KEY_SLICE_BYTES = 12_000;
    private static final int KEY_FRAME_DISTANCE = 2 * FRAMES_PER_SECOND;

    /** Of 20 ms: 64 kbit/s. */
    private static final int SOUND_BYTES = 160;

    private static final int SOUNDS_PER_SECOND = 50;
    private static final int TICKS_OF_SOUND = 960;
    private static final int SOUNDS_PER_PAGE = 50;

    private PlayedFiles() {}

    /** H.264 as Annex B. */
    public static void writeVideo(Path file, Duration length) throws IOException {
        try (OutputStream output = new BufferedOutputStream(Files.newOutputStream(file))) {
            AnnexBStream video = new AnnexBStream(output);
            long frames = length.toSeconds() * FRAMES_PER_SECOND;
            for (long frame = 0; frame < frames; frame++) {
                if (frame % KEY_FRAME_DISTANCE == 0) {
                    video.keyFrame(KEY_SLICE_BYTES);
                } else {
                    video.picture(SLICE_BYTES);
                }
            }
        }
    }

    /** Opus in Ogg (RFC 7845), packets of 20 ms. */
    public static void writeSound(Path file, Duration length) throws IOException {
        byte[] sound = new byte[SOUND_BYTES];
        sound[0] = (byte) (31 << 3);
        List<byte[]> page = Collections.nCopies(SOUNDS_PER_PAGE, sound);
        OggStream stream = OggStream.ofOpus(1);
        long sounds = length.toSeconds() * SOUNDS_PER_SECOND;
        for (long done = 0; done < sounds; done += SOUNDS_PER_PAGE) {
            stream.sound((done + SOUNDS_PER_PAGE) * TICKS_OF_SOUND, page);
        }
        Files.write(file, stream.bytes());
    }
}
