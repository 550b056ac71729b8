package dev.ephyra.component.worker.protocol;

import dev.ephyra.component.ComponentTrack;
import dev.ephyra.component.TrackCodec;
import dev.ephyra.room.TrackType;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Messages as tests make, join and cut them. */
final class Messages {
    private Messages() {}

    static ToWorker anyToWorker(Random random) {
        int number = random.nextInt(Integer.MAX_VALUE);
        return switch (random.nextInt(5)) {
            case 0 -> {
                TrackCodec[] codecs = TrackCodec.values();
                yield new ToWorker.TrackAdded(number, "p:" + random.nextLong() + "é", codecs[random.nextInt(3)]);
            }
            case 1 -> new ToWorker.TrackRemoved(number);
            case 2 ->
                new ToWorker.Packet(
                        number, random.nextLong(), random.nextInt(), random.nextBoolean(), bytes(random, 1_500));
            case 3 -> new ToWorker.Clock(number, random.nextLong(), random.nextInt());
            default -> new ToWorker.Stop();
        };
    }

    static FromWorker anyFromWorker(Random random) {
        int track = random.nextInt(FromWorkerCodec.MAX_TRACK_NUMBER + 1);
        return switch (random.nextInt(10)) {
            case 0 -> new FromWorker.Ready(random.nextInt());
            case 1 -> new FromWorker.Alive();
            case 2 -> new FromWorker.Payload(random.nextInt(256), bytes(random, 5_000));
            case 3 -> new FromWorker.Publish(track, random.nextBoolean() ? TrackType.AUDIO : TrackType.VIDEO);
            case 4 -> new FromWorker.Unpublish(track);
            case 5 ->
                new FromWorker.Packet(
                        track,
                        random.nextInt(),
                        random.nextBoolean(),
                        bytes(random, ComponentTrack.MAX_PAYLOAD_BYTES + 1));
            case 6 -> new FromWorker.Clock(track, random.nextLong(), random.nextInt());
            case 7 -> new FromWorker.RequestKeyFrame(random.nextInt(Integer.MAX_VALUE));
            case 8 -> new FromWorker.Finished();
            default -> new FromWorker.Failed("no decoder for \u2026 " + random.nextInt());
        };
    }

    private static byte[] bytes(Random random, int bound) {
        byte[] bytes = new byte[random.nextInt(bound)];
        random.nextBytes(bytes);
        return bytes;
    }

    static byte[] joined(List<byte[]> frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        frames.forEach(all::writeBytes);
        return all.toByteArray();
    }

    /** The frames of a stream that comes in pieces of at most {@code longest} bytes. */
    static List<Frame> read(FrameReader reader, byte[] stream, Random pieces, int longest) throws MalformedFrame {
        List<Frame> frames = new ArrayList<>();
        for (int at = 0; at < stream.length; ) {
            int length = Math.min(stream.length - at, 1 + pieces.nextInt(longest));
            reader.feed(Arrays.copyOfRange(stream, at, at + length), length);
            at += length;
            for (Optional<Frame> next = reader.next(); next.isPresent(); next = reader.next()) {
                frames.add(next.get());
            }
        }
        return frames;
    }
}
