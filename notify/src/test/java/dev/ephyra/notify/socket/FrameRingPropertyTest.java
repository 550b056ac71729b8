package dev.ephyra.notify.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class FrameRingPropertyTest {
    private static final int MAX_BYTES = 4096;
    private static final int CHUNK_BYTES = 256;

    /** Readers of random pace each see every message once, in order, whole; or are told that they fell out. */
    @Property(tries = 300)
    void readersMissNothingUnlessTheyAreTold(@ForAll long seed, @ForAll @IntRange(min = 1, max = 600) int messages) {
        Random random = new Random(seed);
        FrameRing ring = new FrameRing(MAX_BYTES, CHUNK_BYTES);
        List<Reader> readers = List.of(new Reader(1), new Reader(4), new Reader(60));
        List<byte[]> sent = new ArrayList<>();

        for (int i = 0; i < messages; i++) {
            byte[] message = new byte[random.nextInt(40) == 0 ? random.nextInt(1500) : random.nextInt(140)];
            random.nextBytes(message);
            sent.add(message);
            ring.append(message);
            if (random.nextInt(3) == 0) {
                ring.publish();
            }
            for (Reader reader : readers) {
                if (random.nextInt(reader.slowness) == 0) {
                    reader.turn(ring);
                }
            }
            assertThat(ring.retainedBytes()).isLessThanOrEqualTo(MAX_BYTES);
        }
        ring.publish();

        for (Reader reader : readers) {
            while (reader.turn(ring)) {
                assertThat(reader.fellOut).isFalse();
            }
            List<byte[]> expected =
                    reader.fellOut ? sent.subList(0, reader.frames().size()) : sent;
            assertThat(reader.frames())
                    .usingElementComparator(java.util.Arrays::compare)
                    .isEqualTo(expected);
        }
        assertThat(readers.getFirst().fellOut).isFalse();
    }

    @Example
    void showsNothingBeforeItIsPublished() {
        FrameRing ring = new FrameRing(MAX_BYTES, CHUNK_BYTES);
        ring.append(new byte[10]);

        assertThat(ring.read(0, 1)).isEqualTo(new Backlog.UpToDate());
        ring.publish();
        assertThat(ring.read(0, 1)).isInstanceOf(Backlog.Frames.class);
    }

    @Example
    void holdsNothingWhileIdle() {
        FrameRing ring = new FrameRing(FrameRing.DEFAULT_MAX_BYTES, FrameRing.DEFAULT_CHUNK_BYTES);
        ring.publish();

        assertThat(ring.retainedBytes()).isZero();
        assertThat(ring.read(ring.tail(), 1)).isEqualTo(new Backlog.UpToDate());
    }

    @Example
    void tellsAReaderThatFellOutEvenIfItNeverReads() {
        FrameRing ring = new FrameRing(MAX_BYTES, CHUNK_BYTES);
        long position = ring.tail();

        for (int i = 0; i < 100; i++) {
            ring.append(new byte[100]);
        }
        ring.publish();

        assertThat(ring.hasFallenOut(position)).isTrue();
        assertThat(ring.read(position, 1)).isEqualTo(new Backlog.FellOut());
        assertThat(ring.hasFallenOut(ring.tail())).isFalse();
    }

    @Example
    void carriesAFrameLargerThanAChunk() {
        FrameRing ring = new FrameRing(1 << 20, CHUNK_BYTES);
        ring.append(new byte[70_000]);
        ring.publish();

        Backlog.Frames frames = (Backlog.Frames) ring.read(0, 1);

        assertThat(frames.slices())
                .singleElement()
                .extracting(ByteBuffer::remaining)
                .isEqualTo(70_010);
    }

    private static final class Reader {
        final int slowness;
        final ByteArrayOutputStream received = new ByteArrayOutputStream();
        long position;
        boolean fellOut;

        Reader(int slowness) {
            this.slowness = slowness;
        }

        /** Whether there was something. */
        boolean turn(FrameRing ring) {
            boolean lost = ring.hasFallenOut(position);
            return switch (ring.read(position, 512)) {
                case Backlog.UpToDate() -> {
                    assertThat(lost).isFalse();
                    yield false;
                }
                case Backlog.FellOut() -> {
                    assertThat(lost).isTrue();
                    fellOut = true;
                    yield false;
                }
                case Backlog.Frames(List<ByteBuffer> slices, long next) -> {
                    slices.forEach(this::receive);
                    assertThat(next).isGreaterThan(position);
                    position = next;
                    yield true;
                }
            };
        }

        private void receive(ByteBuffer slice) {
            byte[] bytes = new byte[slice.remaining()];
            slice.duplicate().get(bytes);
            received.writeBytes(bytes);
        }

        /** Parses what a client would (RFC 6455 section 5.2). */
        List<byte[]> frames() {
            ByteBuffer bytes = ByteBuffer.wrap(received.toByteArray());
            List<byte[]> frames = new ArrayList<>();
            while (bytes.hasRemaining()) {
                assertThat(bytes.get()).isEqualTo((byte) 0x82);
                int length = bytes.get();
                if (length == 126) {
                    length = bytes.getShort() & 0xFFFF;
                } else if (length == 127) {
                    length = (int) bytes.getLong();
                }
                byte[] frame = new byte[length];
                bytes.get(frame);
                frames.add(frame);
            }
            return frames;
        }
    }
}
