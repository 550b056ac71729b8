package dev.ephyra.bench.media;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Files for a server to play, with the form of pictures and sound and the sizes of real ones. Stateless. */
public final class PlayedFiles {
    /** Of the pictures. */
    public static final int FRAMES_PER_SECOND = 30;

    /** 500 kbit/s with a key frame of 12 KB each two seconds: two packets a picture, eleven a key frame. */
    private static final int SLICE_BYTES = 1_900;

    private static final int KEY_SLICE_BYTES = 12_000;
    private static final int KEY_FRAME_DISTANCE = 2 * FRAMES_PER_SECOND;
    private static final byte[] SEQUENCE = {0x67, 0x42, (byte) 0xc0, 0x1e, (byte) 0x80};
    private static final byte[] PICTURE = {0x68, (byte) 0x80};

    /** Of 20 ms: 64 kbit/s. */
    private static final int SOUND_BYTES = 160;

    private static final int SOUNDS_PER_SECOND = 50;
    private static final int TICKS_OF_SOUND = 960;
    private static final int SOUNDS_PER_PAGE = 50;
    private static final int OGG_POLYNOMIAL = 0x04c11db7;

    private PlayedFiles() {}

    /** H.264 as Annex B. */
    public static void writeVideo(Path file, Duration length) throws IOException {
        try (OutputStream output = new BufferedOutputStream(Files.newOutputStream(file))) {
            long frames = length.toSeconds() * FRAMES_PER_SECOND;
            for (long frame = 0; frame < frames; frame++) {
                boolean isKeyFrame = frame % KEY_FRAME_DISTANCE == 0;
                if (isKeyFrame) {
                    unit(output, SEQUENCE);
                    unit(output, PICTURE);
                }
                byte[] slice = new byte[isKeyFrame ? KEY_SLICE_BYTES : SLICE_BYTES];
                Arrays.fill(slice, (byte) 0x55);
                slice[0] = (byte) (isKeyFrame ? 0x65 : 0x61);
                slice[1] = (byte) 0x9a;
                unit(output, slice);
            }
        }
    }

    private static void unit(OutputStream output, byte[] unit) throws IOException {
        output.write(new byte[] {0, 0, 0, 1});
        output.write(unit);
    }

    /** Opus in Ogg (RFC 7845), packets of 20 ms. */
    public static void writeSound(Path file, Duration length) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(19).order(ByteOrder.LITTLE_ENDIAN);
        head.put("OpusHead".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).put((byte) 1);
        head.putShort((short) 0).putInt(48_000);
        ByteBuffer tags = ByteBuffer.allocate(16).put("OpusTags".getBytes(StandardCharsets.US_ASCII));
        byte[] sound = new byte[SOUND_BYTES];
        sound[0] = (byte) (31 << 3);
        try (OutputStream output = new BufferedOutputStream(Files.newOutputStream(file))) {
            output.write(page(0, 2, 0, List.of(head.array())));
            output.write(page(1, 0, 0, List.of(tags.array())));
            long sounds = length.toSeconds() * SOUNDS_PER_SECOND;
            int number = 2;
            for (long done = 0; done < sounds; done += SOUNDS_PER_PAGE) {
                List<byte[]> packets = new ArrayList<>();
                while (packets.size() < SOUNDS_PER_PAGE) {
                    packets.add(sound);
                }
                output.write(page(number++, 0, (done + SOUNDS_PER_PAGE) * TICKS_OF_SOUND, packets));
            }
        }
    }

    /** RFC 3533 section 6, of packets below 255 bytes. */
    private static byte[] page(int number, int flags, long ticks, List<byte[]> packets) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ByteBuffer header = ByteBuffer.allocate(27).order(ByteOrder.LITTLE_ENDIAN);
        header.put("OggS".getBytes(StandardCharsets.US_ASCII)).put((byte) 0).put((byte) flags);
        header.putLong(ticks).putInt(1).putInt(number).putInt(0).put((byte) packets.size());
        bytes.writeBytes(header.array());
        packets.forEach(packet -> bytes.write(packet.length));
        packets.forEach(bytes::writeBytes);
        byte[] page = bytes.toByteArray();
        ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN).putInt(22, checksum(page));
        return page;
    }

    private static int checksum(byte[] page) {
        int sum = 0;
        for (byte next : page) {
            sum ^= (next & 0xff) << 24;
            for (int bit = 0; bit < 8; bit++) {
                sum = sum < 0 ? (sum << 1) ^ OGG_POLYNOMIAL : sum << 1;
            }
        }
        return sum;
    }
}
