package dev.ephyra.component.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.component.ComponentFailure;
import dev.ephyra.component.ComponentLife;
import dev.ephyra.component.ComponentRoom;
import dev.ephyra.component.ComponentTrack;
import dev.ephyra.component.MemoryShare;
import dev.ephyra.room.CrashCause;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.Track;
import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whole playbacks in virtual time. */
class FileComponentTest {
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);
    private static final byte[] SEQUENCE = AnnexBStream.SEQUENCE;
    private static final byte[] PICTURE = AnnexBStream.PICTURE;
    private static final byte[] KEY = {0x65, (byte) 0x88, 1};
    private static final byte[] SLICE = {0x61, (byte) 0x9a, 2};

    private record Sent(long millis, int timestamp, boolean marker, int first) {}

    private final VirtualClock clock = new VirtualClock();
    private final RecordingRoom room = new RecordingRoom();

    private static Track track(TrackType type) {
        return new Track(new TrackId("t"), type, Metadata.NONE);
    }

    private void play(TrackType type, int framesPerSecond, byte[] file)
            throws ComponentFailure, IOException, InterruptedException {
        new FileComponent(() -> new ByteArrayInputStream(file), track(type), framesPerSecond, clock).run(room);
    }

    private static byte[] video(byte[]... units) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        AnnexBStream stream = new AnnexBStream(file);
        for (byte[] unit : units) {
            stream.unit(unit);
        }
        return file.toByteArray();
    }

    @Test
    void picturesComeAtTheirRateWithParameterSetsBeforeEachKeyFrame() throws Exception {
        play(TrackType.VIDEO, 25, video(SEQUENCE, PICTURE, KEY, SLICE, KEY, SLICE));

        assertThat(room.sent)
                .containsExactly(
                        new Sent(0, 0, false, 0x78),
                        new Sent(0, 0, true, 0x65),
                        new Sent(40, 3_600, true, 0x61),
                        new Sent(80, 7_200, false, 0x78),
                        new Sent(80, 7_200, true, 0x65),
                        new Sent(120, 10_800, true, 0x61));
        assertThat(clock.nanos).as("ends when its last picture does").isEqualTo(160 * MILLISECOND);
    }

    @Test
    void beginsWithTheFirstKeyFrame() throws Exception {
        play(TrackType.VIDEO, 30, video(SLICE, SEQUENCE, PICTURE, KEY, SLICE));

        assertThat(room.sent).extracting(Sent::first).containsExactly(0x78, 0x65, 0x61);
        assertThat(room.sent.getFirst().timestamp()).isZero();
    }

    @Test
    void soundComesAsItsPacketsSay() throws Exception {
        byte[] twenty = {(byte) (31 << 3), 1};
        byte[] sixty = {3 << 3, 2};
        play(TrackType.AUDIO, 0, OggStream.opus(List.of(twenty, sixty, twenty)));

        assertThat(room.sent)
                .containsExactly(
                        new Sent(0, 0, true, 31 << 3),
                        new Sent(20, 960, false, 3 << 3),
                        new Sent(80, 3_840, false, 31 << 3));
        assertThat(clock.nanos).isEqualTo(100 * MILLISECOND);
    }

    @Test
    void tellsItsClocksEachSecondAndShowsThatItLives() throws Exception {
        byte[][] units = new byte[3 + 89][];
        units[0] = SEQUENCE;
        units[1] = PICTURE;
        units[2] = KEY;
        java.util.Arrays.fill(units, 3, units.length, SLICE);
        play(TrackType.VIDEO, 1, video(units));

        assertThat(room.clocks).hasSize(90);
        assertThat(room.longestSilenceNanos).isLessThan(ComponentLife.HANG_NANOS);
    }

    @Test
    void aStallPutsTheRestOffInsteadOfBurstingItOut() throws Exception {
        room.stallNanos = 2_000 * MILLISECOND;
        play(TrackType.VIDEO, 25, video(SEQUENCE, PICTURE, KEY, SLICE, SLICE, SLICE));

        assertThat(room.sent).extracting(Sent::millis).containsExactly(0L, 0L, 2_000L, 2_040L, 2_080L);
        assertThat(room.sent).extracting(Sent::timestamp).containsExactly(0, 0, 3_600, 7_200, 10_800);
    }

    @Test
    void saysWhatIsWrongWithAFile() {
        assertThatThrownBy(() -> play(TrackType.VIDEO, 30, new byte[0]))
                .isInstanceOf(ComponentFailure.class)
                .hasMessage("The file is no H.264 video: it does not begin with a start code of H.264");
        assertThatThrownBy(() -> play(TrackType.VIDEO, 30, video(SLICE, SLICE)))
                .hasMessage("The file is no H.264 video: it holds no key frame with its parameter sets");
        assertThatThrownBy(() -> play(TrackType.AUDIO, 0, "RIFF".repeat(20).getBytes(StandardCharsets.US_ASCII)))
                .hasMessage("The file is no Opus sound in Ogg: a page does not begin as pages of Ogg do");
        assertThatThrownBy(() -> play(TrackType.AUDIO, 0, OggStream.opus(List.of(new byte[1_200]))))
                .hasMessageContaining("encode it with a lower bitrate");
    }

    @Test
    void saysThatAFileIsGoneOrCannotBeReadAndNotWhere() {
        assertThatThrownBy(() -> play(() -> {
                    throw new NoSuchFileException("/srv/a.h264");
                }))
                .isInstanceOf(ComponentFailure.class)
                .hasMessage("The file is not there any more");
        assertThatThrownBy(() -> play(() -> {
                    throw new AccessDeniedException("/srv/a.h264");
                }))
                .isInstanceOf(ComponentFailure.class)
                .hasMessage("The file cannot be opened: access is denied");
        assertThatThrownBy(() -> play(() -> {
                    throw new FileSystemException("/srv/a.h264", null, "Too many open files");
                }))
                .isInstanceOf(ComponentFailure.class)
                .hasMessage("The file cannot be opened: Too many open files");
        assertThatThrownBy(() -> play(BrokenDisk::new))
                .isInstanceOf(IOException.class)
                .hasMessage("The file cannot be read: Input/output error");
    }

    private void play(FileComponent.Source source) throws ComponentFailure, IOException, InterruptedException {
        new FileComponent(source, track(TrackType.VIDEO), 30, clock).run(room);
    }

    private static final class BrokenDisk extends InputStream {
        @Override
        public int read() throws IOException {
            throw new IOException("Input/output error");
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            throw new IOException("Input/output error");
        }
    }

    /** The first picture fits; the third is a key frame of 200 kB. */
    @Test
    void aPictureThatThereIsNoMemoryForIsTheEndWithThatReason() {
        byte[] large = new byte[200_000];
        Arrays.fill(large, (byte) 0x88);
        large[0] = 0x65;
        room.memory = new ComponentMemoryOf(300_000);

        assertThatThrownBy(() -> play(TrackType.VIDEO, 30, video(SEQUENCE, PICTURE, KEY, SLICE, large)))
                .isInstanceOfSatisfying(
                        ComponentFailure.class,
                        failure -> assertThat(failure.crashCause()).isEqualTo(CrashCause.NO_RESOURCE));
        assertThat(room.sent).extracting(Sent::first).containsExactly(0x78, 0x65);
    }

    /** So many bytes and no more. */
    private static final class ComponentMemoryOf implements MemoryShare {
        private long left;

        ComponentMemoryOf(long bytes) {
            this.left = bytes;
        }

        @Override
        public void take(long more) throws ComponentFailure {
            if (more > left) {
                throw new ComponentFailure(CrashCause.NO_RESOURCE, "no more");
            }
            left -= more;
        }
    }

    private final class RecordingRoom implements ComponentRoom {
        private MemoryShare memory = MemoryShare.UNLIMITED;
        private final List<Sent> sent = new ArrayList<>();
        private final List<Long> clocks = new ArrayList<>();
        private long stallNanos;
        private long aliveNanos;
        private long longestSilenceNanos;

        @Override
        public void alive() {
            longestSilenceNanos = Math.max(longestSilenceNanos, clock.nanos - aliveNanos);
            aliveNanos = clock.nanos;
        }

        @Override
        public MemoryShare memory() {
            return memory;
        }

        @Override
        public ComponentTrack publish(Track track) {
            return new ComponentTrack() {
                @Override
                public void send(byte[] payload, int offset, int length, int timestamp, boolean marker) {
                    sent.add(new Sent(clock.nanos / MILLISECOND, timestamp, marker, payload[offset] & 0xff));
                    if (marker) {
                        clock.nanos += stallNanos;
                        stallNanos = 0;
                    }
                }

                @Override
                public void clock(long unixNanos, int timestamp) {
                    clocks.add(unixNanos);
                }

                @Override
                public void close() {}
            };
        }
    }

    private static final class VirtualClock implements PlaybackClock {
        private long nanos;

        @Override
        public long nowNanos() {
            return nanos;
        }

        @Override
        public long unixNanos() {
            return nanos;
        }

        @Override
        public void await(long until) {
            nanos = Math.max(nanos, until);
        }
    }
}
