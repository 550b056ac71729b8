package dev.ephyra.conformance.campaign;

import dev.ephyra.component.file.AnnexBStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The folder whose files a server's components may play, with files made for faults. They have the form of H.264 and show
 * nothing. Thread-safe.
 */
final class ComponentSources {
    private static final int FRAMES_PER_SECOND = 30;
    private static final int KEY_FRAME_DISTANCE = 30;

    /** 120 KB a second, so that what is read ahead (64 KiB) is played within half a second. */
    private static final int SLICE_BYTES = 4_000;

    /** More than a component takes as one unit. */
    private static final int ENDLESS_BYTES = 5 * 1024 * 1024;

    private static final int LARGE_BYTES = 4_000_000;

    private final Path resources;
    private final Path folder;
    private final AtomicInteger files = new AtomicInteger();

    private ComponentSources(Path resources) throws IOException {
        this.resources = resources;
        this.folder = Files.createDirectories(resources.resolve("file_component_sources"));
    }

    static ComponentSources in(Path resources) throws IOException {
        return new ComponentSources(resources);
    }

    Path resources() {
        return resources;
    }

    /** Its place on the disk. */
    Path path(String file) {
        return folder.resolve(file);
    }

    /** A new file with video of this length; its name. */
    String video(Duration length) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        AnnexBStream video = new AnnexBStream(bytes);
        long frames = length.toMillis() * FRAMES_PER_SECOND / 1_000;
        for (long frame = 0; frame < frames; frame++) {
            if (frame % KEY_FRAME_DISTANCE == 0) {
                video.keyFrame(SLICE_BYTES);
            } else {
                video.picture(SLICE_BYTES);
            }
        }
        return file("h264", bytes.toByteArray());
    }

    /** A new file that begins well and then has a unit that does not end. */
    String endless() throws IOException {
        byte[] begin = Files.readAllBytes(path(video(Duration.ofMillis(500))));
        byte[] bytes = Arrays.copyOf(begin, begin.length + ENDLESS_BYTES);
        Arrays.fill(bytes, begin.length, bytes.length, (byte) 0x55);
        return file("h264", bytes);
    }

    /** A new file whose first picture is as large as one may be, and cannot be shown: no key frame is before it. */
    String large(Duration length) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new AnnexBStream(bytes).picture(LARGE_BYTES);
        bytes.writeBytes(Files.readAllBytes(path(video(length))));
        return file("h264", bytes.toByteArray());
    }

    /** A new file that begins well and then has a unit that is none: its forbidden bit is set (ITU-T H.264 section 7.3.1). */
    String malformedVideo() throws IOException {
        byte[] begin = Files.readAllBytes(path(video(Duration.ofMillis(500))));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(begin);
        new AnnexBStream(bytes).unit(new byte[] {(byte) 0xe5, 1, 2, 3});
        return file("h264", bytes.toByteArray());
    }

    /** A new file that is Opus in Ogg but for one bit of a page in its middle, so that the checksum is wrong. */
    String malformedSound() throws IOException {
        byte[] sound = Files.readAllBytes(Path.of("src/test/resources/file_component_sources/audio.ogg"));
        int page = new String(sound, StandardCharsets.ISO_8859_1).indexOf("OggS", sound.length / 3);
        sound[page + 40] ^= 1;
        return file("ogg", sound);
    }

    private String file(String extension, byte[] bytes) throws IOException {
        String name = "fault" + files.incrementAndGet() + "." + extension;
        Files.write(path(name), bytes);
        return name;
    }
}
