package dev.ephyra.webrtc.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.webrtc.bytes.NetworkOrder;
import dev.ephyra.webrtc.dtls.HandshakeFilter.Verdict;

/** What must be true of everything that the filter lets through, whatever went in. */
final class AcceptedRecords {
    private long lastSequence = -1;

    void check(Verdict verdict, int given) {
        if (!(verdict instanceof Verdict.Accepted accepted)) {
            return;
        }
        assertThat(accepted.records()).hasSizeBetween(RecordHeader.BYTES + 1, given);
        for (byte[] record : Records.split(accepted.records())) {
            int epoch = RecordHeader.epoch(record, 0);
            assertThat(epoch).isBetween(0, 1);
            if (epoch == 0) {
                inClear(record);
            } else {
                assertThat(record).hasSizeGreaterThanOrEqualTo(RecordHeader.BYTES + 24);
            }
        }
    }

    private void inClear(byte[] record) {
        long sequence = (long) NetworkOrder.uint24(record, 5) << 24 | NetworkOrder.uint24(record, 8);
        assertThat(sequence).isEqualTo(lastSequence + 1);
        lastSequence = sequence;
        if (RecordHeader.type(record, 0) == RecordHeader.CHANGE_CIPHER_SPEC) {
            assertThat(record).hasSize(RecordHeader.BYTES + 1);
            return;
        }
        assertThat(RecordHeader.type(record, 0)).isEqualTo(RecordHeader.HANDSHAKE);
        for (int at = RecordHeader.BYTES; at < record.length; ) {
            int length = NetworkOrder.uint24(record, at + 1);
            int bytes = NetworkOrder.uint24(record, at + 9);
            assertThat(length).isBetween(0, HandshakeFilter.MAX_MESSAGE_BYTES);
            assertThat(NetworkOrder.uint16(record, at + 4)).isBetween(0, HandshakeFilter.MAX_MESSAGES - 1);
            assertThat(NetworkOrder.uint24(record, at + 6) + bytes).isBetween(0, length);
            at += 12 + bytes;
            assertThat(at).isBetween(0, record.length);
        }
    }
}
