package dev.ephyra.webrtc.dtls;

import static dev.ephyra.webrtc.dtls.HandshakeTypes.CERTIFICATE;
import static dev.ephyra.webrtc.dtls.HandshakeTypes.CERTIFICATE_VERIFY;
import static dev.ephyra.webrtc.dtls.HandshakeTypes.CLIENT_HELLO;
import static dev.ephyra.webrtc.dtls.HandshakeTypes.CLIENT_KEY_EXCHANGE;
import static dev.ephyra.webrtc.dtls.HandshakeTypes.SERVER_HELLO;
import static dev.ephyra.webrtc.dtls.HandshakeTypes.SERVER_HELLO_DONE;
import static dev.ephyra.webrtc.dtls.Records.fragment;
import static dev.ephyra.webrtc.dtls.Records.handshake;
import static dev.ephyra.webrtc.dtls.Records.join;
import static dev.ephyra.webrtc.dtls.Records.record;
import static dev.ephyra.webrtc.dtls.Records.whole;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.webrtc.dtls.HandshakeFilter.Verdict;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class HandshakeFilterTest {
    private static final byte[] CHANGE = record(RecordHeader.CHANGE_CIPHER_SPEC, new byte[] {1});

    private final RecordDrops drops = new RecordDrops();
    private HandshakeFilter filter = new HandshakeFilter(DtlsRole.SERVER, drops);

    private Verdict check(byte[] datagram) {
        return filter.check(datagram, 0, datagram.length);
    }

    private void accepts(byte[] datagram) {
        assertThat(check(datagram)).isInstanceOf(Verdict.Accepted.class);
    }

    private void drops(RecordDrop reason, byte[] datagram) {
        long before = drops.of(reason);
        assertThat(check(datagram)).isEqualTo(new Verdict.Dropped(reason));
        assertThat(drops.of(reason)).isEqualTo(before + 1);
    }

    private void hello() {
        accepts(handshake(whole(CLIENT_HELLO, 0, 100)));
    }

    private void secondFlight() {
        hello();
        accepts(join(
                handshake(whole(CERTIFICATE, 1, 300)),
                handshake(whole(CLIENT_KEY_EXCHANGE, 2, 66)),
                handshake(whole(CERTIFICATE_VERIFY, 3, 78))));
    }

    @Test
    void announcedLengthsCostNothing() {
        drops(RecordDrop.MESSAGE_TOO_LONG, handshake(fragment(CLIENT_HELLO, 0xFFFFFF, 0, 0, 20)));
        drops(RecordDrop.MESSAGE_TOO_LONG, handshake(fragment(CLIENT_HELLO, 16 * 1024 + 1, 0, 0, 20)));
        accepts(handshake(fragment(CLIENT_HELLO, 16 * 1024, 0, 0, 20)));
    }

    @Test
    void allMessagesTogetherAreBounded() {
        hello();
        accepts(handshake(fragment(CERTIFICATE, 16 * 1024, 1, 0, 1)));
        accepts(handshake(fragment(CERTIFICATE, 15 * 1024, 2, 0, 1)));

        drops(RecordDrop.TOO_MANY_BYTES, handshake(fragment(CERTIFICATE, 1024, 3, 0, 1)));
    }

    @Test
    void fragmentsStayWithinMessageAndRecord() {
        drops(RecordDrop.BAD_FRAGMENT, handshake(fragment(CLIENT_HELLO, 100, 0, 90, 11)));
        drops(RecordDrop.BAD_FRAGMENT, handshake(fragment(CLIENT_HELLO, 100, 0, 0xFFFFFF, 1)));
        drops(RecordDrop.BAD_FRAGMENT, handshake(new byte[11]));
        drops(RecordDrop.BAD_FRAGMENT, handshake(Arrays.copyOf(fragment(CLIENT_HELLO, 100, 0, 0, 50), 40)));
        drops(RecordDrop.BAD_FRAGMENT, handshake());
    }

    @Test
    void onlyEmptyMessagesHaveEmptyFragments() {
        drops(RecordDrop.EMPTY_FRAGMENT, handshake(fragment(CLIENT_HELLO, 100, 0, 0, 0)));

        filter = new HandshakeFilter(DtlsRole.CLIENT, drops);
        accepts(handshake(whole(SERVER_HELLO, 0, 80)));
        accepts(handshake(whole(SERVER_HELLO_DONE, 1, 0)));
        assertThat(filter.isCompleteUpTo(1)).isTrue();
    }

    @Test
    void aMessageKeepsItsTypeAndLength() {
        hello();
        accepts(handshake(fragment(CERTIFICATE, 300, 1, 0, 100)));

        drops(RecordDrop.CONFLICTING_MESSAGE, handshake(fragment(CERTIFICATE, 301, 1, 100, 100)));
        drops(RecordDrop.CONFLICTING_MESSAGE, handshake(fragment(CLIENT_KEY_EXCHANGE, 300, 1, 100, 100)));
        accepts(handshake(fragment(CERTIFICATE, 300, 1, 100, 200)));
        assertThat(filter.isCompleteUpTo(1)).isTrue();
    }

    @Test
    void theWindowBeginsAtTheFirstIncompleteMessage() {
        drops(RecordDrop.OUT_OF_WINDOW, handshake(whole(CERTIFICATE, 1, 10)));
        hello();
        accepts(handshake(whole(CERTIFICATE, 8, 10)));
        drops(RecordDrop.OUT_OF_WINDOW, handshake(whole(CERTIFICATE, 9, 10)));
        drops(RecordDrop.OUT_OF_WINDOW, handshake(whole(CERTIFICATE, 0xFFFF, 10)));
        for (int seq = 1; seq < 16; seq++) {
            accepts(handshake(whole(CERTIFICATE, seq, 10)));
        }
        drops(RecordDrop.OUT_OF_WINDOW, handshake(whole(CERTIFICATE, 16, 10)));
    }

    @Test
    void crumbsAreLimitedButRepeatsAreNot() {
        for (int crumb = 0; crumb < MessageProgress.MAX_FRAGMENTS; crumb++) {
            accepts(handshake(fragment(CLIENT_HELLO, 1000, 0, 2 * crumb, 1)));
        }
        drops(RecordDrop.TOO_MANY_FRAGMENTS, handshake(fragment(CLIENT_HELLO, 1000, 0, 500, 1)));
        Verdict repeated = check(handshake(fragment(CLIENT_HELLO, 1000, 0, 0, 1)));
        assertThat(((Verdict.Accepted) repeated).hasRepeats()).isTrue();
    }

    @Test
    void overlappingFragmentsCompleteAMessage() {
        accepts(handshake(fragment(CLIENT_HELLO, 100, 0, 0, 60)));
        assertThat(filter.isCompleteUpTo(0)).isFalse();
        accepts(handshake(fragment(CLIENT_HELLO, 100, 0, 40, 60)));
        assertThat(filter.isCompleteUpTo(0)).isTrue();
    }

    @Test
    void eachRoleHearsOnlyTheOther() {
        drops(RecordDrop.UNEXPECTED_MESSAGE, handshake(whole(SERVER_HELLO, 0, 80)));
        drops(RecordDrop.UNEXPECTED_MESSAGE, handshake(whole(0, 0, 0)));
        drops(RecordDrop.UNEXPECTED_MESSAGE, handshake(whole(HandshakeTypes.FINISHED, 0, 12)));

        filter = new HandshakeFilter(DtlsRole.CLIENT, drops);
        drops(RecordDrop.UNEXPECTED_MESSAGE, handshake(whole(CLIENT_HELLO, 0, 80)));
    }

    @Test
    void nothingUnauthenticatedEndsOrCarriesAnything() {
        secondFlight();

        drops(RecordDrop.ALERT_IN_CLEAR, record(RecordHeader.ALERT, new byte[] {2, 40}));
        drops(RecordDrop.APPLICATION_DATA_IN_CLEAR, record(RecordHeader.APPLICATION_DATA, new byte[100]));
    }

    @Test
    void encryptionBeginsAfterTheLastMessageInClear() {
        byte[] finished = record(RecordHeader.HANDSHAKE, RecordHeader.DTLS_1_2, 1, 0, new byte[48]);
        hello();
        accepts(handshake(whole(CERTIFICATE_VERIFY, 3, 78)));
        drops(RecordDrop.BEFORE_KEYS, CHANGE);
        drops(RecordDrop.BEFORE_KEYS, finished);
        accepts(handshake(whole(CERTIFICATE, 1, 300), whole(CLIENT_KEY_EXCHANGE, 2, 66)));

        accepts(CHANGE);
        accepts(finished);
    }

    @Test
    void encryptedRecordsHaveNonceAndTag() {
        secondFlight();

        drops(RecordDrop.ENCRYPTED_TOO_SHORT, record(RecordHeader.ALERT, RecordHeader.DTLS_1_2, 1, 0, new byte[23]));
        accepts(record(RecordHeader.ALERT, RecordHeader.DTLS_1_2, 1, 0, new byte[24]));
        drops(RecordDrop.UNKNOWN_EPOCH, record(RecordHeader.ALERT, RecordHeader.DTLS_1_2, 2, 0, new byte[26]));
        drops(RecordDrop.UNKNOWN_VERSION, record(RecordHeader.ALERT, RecordHeader.DTLS_1_0, 1, 0, new byte[26]));
        drops(
                RecordDrop.BAD_CHANGE_CIPHER_SPEC,
                record(RecordHeader.CHANGE_CIPHER_SPEC, RecordHeader.DTLS_1_2, 1, 0, new byte[25]));
    }

    @Test
    void changeCipherSpecIsOneByteOne() {
        secondFlight();

        drops(RecordDrop.BAD_CHANGE_CIPHER_SPEC, record(RecordHeader.CHANGE_CIPHER_SPEC, new byte[] {2}));
        drops(RecordDrop.BAD_CHANGE_CIPHER_SPEC, record(RecordHeader.CHANGE_CIPHER_SPEC, new byte[] {1, 1}));
        drops(RecordDrop.BAD_CHANGE_CIPHER_SPEC, record(RecordHeader.CHANGE_CIPHER_SPEC, new byte[0]));
    }

    @Test
    void onlyHellosMayHaveTheOldVersion() {
        byte[] hello = whole(CLIENT_HELLO, 0, 100);
        drops(RecordDrop.UNKNOWN_VERSION, record(RecordHeader.HANDSHAKE, 0x0303, 0, 0, hello));
        drops(RecordDrop.UNKNOWN_VERSION, record(RecordHeader.HANDSHAKE, 0xFEFC, 0, 0, hello));
        accepts(record(RecordHeader.HANDSHAKE, RecordHeader.DTLS_1_0, 0, 0, hello));
        drops(
                RecordDrop.UNKNOWN_VERSION,
                record(RecordHeader.HANDSHAKE, RecordHeader.DTLS_1_0, 0, 0, whole(CERTIFICATE, 1, 10)));
    }

    @Test
    void otherContentIsNotForTheStack() {
        drops(RecordDrop.UNKNOWN_CONTENT, record(24, new byte[10]));
        drops(RecordDrop.UNKNOWN_CONTENT, record(25, new byte[30]));
        drops(RecordDrop.UNKNOWN_CONTENT, record(19, new byte[10]));
    }

    @Test
    void oneBadRecordDoesNotSpoilTheOthers() {
        byte[] good = handshake(whole(CLIENT_HELLO, 0, 100));
        Verdict verdict = check(join(record(RecordHeader.ALERT, new byte[] {2, 40}), good, new byte[5]));

        assertThat(((Verdict.Accepted) verdict).records()).isEqualTo(good);
        assertThat(drops.of(RecordDrop.ALERT_IN_CLEAR)).isEqualTo(1);
        assertThat(drops.of(RecordDrop.RECORD_TRUNCATED)).isEqualTo(1);
        assertThat(drops.total()).isEqualTo(2);
    }

    @Test
    void fragmentsBeforeABadOneAreKept() {
        hello();
        byte[] good = whole(CERTIFICATE, 1, 30);
        Verdict verdict = check(handshake(good, fragment(CERTIFICATE, 0xFFFFFF, 2, 0, 5)));

        byte[] kept = ((Verdict.Accepted) verdict).records();
        assertThat(kept).hasSize(RecordHeader.BYTES + good.length).endsWith(good);
        assertThat(RecordHeader.length(kept, 0)).isEqualTo(good.length);
    }

    @Test
    void recordsOfADatagramAreCounted() {
        byte[] hello = handshake(whole(CLIENT_HELLO, 0, 30));
        byte[][] records = new byte[17][];
        Arrays.fill(records, hello);
        Verdict verdict = check(join(records));

        assertThat(Records.split(((Verdict.Accepted) verdict).records())).hasSize(16);
        assertThat(drops.of(RecordDrop.TOO_MANY_RECORDS)).isEqualTo(1);
    }

    @Test
    void numbersThatNothingProtectsAreReplaced() {
        long highest = (1L << 48) - 1;
        byte[] spoofed = record(RecordHeader.HANDSHAKE, RecordHeader.DTLS_1_2, 0, highest, whole(CLIENT_HELLO, 0, 100));
        AcceptedRecords accepted = new AcceptedRecords();

        accepted.check(check(spoofed), spoofed.length);
        accepted.check(check(spoofed), spoofed.length);
        assertThat(drops.total()).isZero();
    }

    @Test
    void longDatagramsAreNotLookedAt() {
        drops(RecordDrop.DATAGRAM_TOO_LONG, new byte[2049]);
        drops(RecordDrop.RECORD_TRUNCATED, new byte[0]);
    }
}
