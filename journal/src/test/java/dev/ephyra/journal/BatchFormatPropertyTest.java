package dev.ephyra.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.arbitraries.ListArbitrary;
import org.junit.jupiter.api.Test;

class BatchFormatPropertyTest {
    private static final int MAX = BatchHeader.MAX_BATCH_BYTES;

    @Provide
    ListArbitrary<Draft> batches() {
        Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(60);
        Arbitrary<UUID> uuids =
                Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(UUID::new);
        return Combinators.combine(
                        Arbitraries.strings().ascii().ofMaxLength(20),
                        uuids,
                        Arbitraries.longs().greaterOrEqual(0),
                        uuids,
                        Arbitraries.longs(),
                        Arbitraries.of(JournalRecord.Lifecycle.class),
                        bytes,
                        bytes)
                .as(Draft::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(8);
    }

    private static ByteBuffer placed(List<Draft> batch) {
        ByteBuffer frame = ByteBuffer.wrap(RecordFormat.encode(batch, MAX));
        BatchHeader.place(frame, 42, 41);
        return frame;
    }

    @Property(tries = 200)
    void readsWhatItWrote(@ForAll("batches") List<Draft> batch) {
        ByteBuffer frame = placed(batch);
        BatchHeader header = Objects.requireNonNull(BatchHeader.parse(frame, 0));
        assertThat(frame.capacity()).isEqualTo(header.sizeBytes()).matches(size -> size % 8 == 0);
        assertThat(header.lastOffset()).isEqualTo(41 + batch.size());
        ByteBuffer body = frame.slice(BatchHeader.BYTES, header.bodyBytes());
        List<String> read = new Step.Whole(header, 0, 0, body)
                .records().stream().map(Drafts::text).toList();
        List<String> written = new ArrayList<>();
        for (Draft draft : batch) {
            written.add(Drafts.text(Drafts.record(draft, 42 + written.size())));
        }
        assertThat(read).isEqualTo(written);
    }

    @Property(tries = 100)
    void givesNothingOfATruncatedRecord(@ForAll("batches") List<Draft> batch) {
        ByteBuffer frame = placed(List.of(batch.getFirst()));
        for (int length = 0; length < 8 + frame.getInt(BatchHeader.BYTES); length++) {
            ByteBuffer body = frame.slice(BatchHeader.BYTES, length);
            assertThat(RecordFormat.parse(body, 1, 0)).isNull();
            assertThat(body.position()).isZero();
        }
    }

    @Property(tries = 200)
    void refusesRandomBytes(@ForAll byte[] bytes) {
        assertThat(RecordFormat.parse(ByteBuffer.wrap(bytes), 1, 0)).isNull();
        assertThat(BatchHeader.parse(ByteBuffer.wrap(bytes), 0)).isNull();
    }

    @Property(tries = 300)
    void opensASegmentOfRandomBytesBehindABatch(@ForAll("batches") List<Draft> batch, @ForAll byte[] noise)
            throws JournalException {
        byte[] frame = RecordFormat.encode(batch, MAX);
        BatchHeader.place(ByteBuffer.wrap(frame), 1, 0);
        byte[] content = new byte[frame.length + noise.length];
        System.arraycopy(frame, 0, content, 0, frame.length);
        System.arraycopy(noise, 0, content, frame.length, noise.length);
        AnyBytes.open(content);
    }

    @Property(tries = 300)
    void keepsTheOffsetsOfGoodRecordsInAHurtBatch(
            @ForAll("batches") List<Draft> batch, @ForAll("positions") int where) {
        ByteBuffer frame = placed(batch);
        BatchHeader header = Objects.requireNonNull(BatchHeader.parse(frame, 0));
        int at = BatchHeader.BYTES + where % header.bodyBytes();
        frame.put(at, (byte) (frame.get(at) ^ 0x10));
        ByteBuffer body = frame.slice(BatchHeader.BYTES, header.bodyBytes());
        long next = 42;
        for (Step.Piece piece : new Step.Hurt(header, 0, 0, body).pieces()) {
            switch (piece) {
                case Step.Piece.Good(List<JournalRecord> records) -> {
                    for (JournalRecord record : records) {
                        Draft draft = batch.get((int) next - 42);
                        assertThat(Drafts.text(record)).isEqualTo(Drafts.text(Drafts.record(draft, next)));
                        next++;
                    }
                }
                case Step.Piece.Bad bad -> {
                    assertThat(bad.fromOffset()).isEqualTo(next);
                    assertThat(bad.toOffset()).isGreaterThanOrEqualTo(next);
                    next = bad.toOffset() + 1;
                }
            }
        }
        assertThat(next).isEqualTo(header.lastOffset() + 1);
    }

    @Provide
    Arbitrary<Integer> positions() {
        return Arbitraries.integers().between(0, 1 << 20);
    }

    @Test
    void refusesABatchBeyondItsLimits() {
        List<Draft> many = Collections.nCopies(BatchHeader.MAX_RECORDS + 1, Drafts.opens("a"));
        assertThatThrownBy(() -> RecordFormat.encode(many, MAX))
                .isInstanceOf(RecordTooLargeException.class)
                .hasMessageContaining("65536");
        assertThatThrownBy(() -> RecordFormat.encode(List.of(), MAX)).isInstanceOf(RecordTooLargeException.class);
    }
}
