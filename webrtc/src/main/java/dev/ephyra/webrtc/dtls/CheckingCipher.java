package dev.ephyra.webrtc.dtls;

import dev.ephyra.webrtc.bytes.NetworkOrder;
import java.io.IOException;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsDecodeResult;
import org.bouncycastle.tls.crypto.TlsEncodeResult;

/**
 * Looks at what comes out of decryption, which {@link HandshakeFilter} cannot see: a peer that has agreed on keys could
 * still announce messages of 16 MiB. Whatever is wrong counts as a bad MAC, which RFC 6347 section 4.1.2.7 lets pass
 * silently. Owned like its record layer.
 */
final class CheckingCipher implements TlsCipher {
    private static final int HEADER_BYTES = 12;
    private static final int VERIFY_DATA_BYTES = 12;

    private final TlsCipher cipher;

    CheckingCipher(TlsCipher cipher) {
        this.cipher = cipher;
    }

    @Override
    public TlsDecodeResult decodeCiphertext(
            long sequence, short recordType, ProtocolVersion version, byte[] ciphertext, int offset, int length)
            throws IOException {
        TlsDecodeResult decoded;
        try {
            decoded = cipher.decodeCiphertext(sequence, recordType, version, ciphertext, offset, length);
        } catch (TlsFatalAlert e) {
            throw new TlsFatalAlert(AlertDescription.bad_record_mac, e);
        }
        if (recordType == RecordHeader.HANDSHAKE && !isFinished(decoded.buf, decoded.off, decoded.len)) {
            throw new TlsFatalAlert(AlertDescription.bad_record_mac);
        }
        return decoded;
    }

    /** Finished, whole, is the only handshake message that is encrypted in a handshake without renegotiation. */
    static boolean isFinished(byte[] buffer, int offset, int length) {
        return length == HEADER_BYTES + VERIFY_DATA_BYTES
                && buffer[offset] == HandshakeTypes.FINISHED
                && NetworkOrder.uint24(buffer, offset + 1) == VERIFY_DATA_BYTES
                && NetworkOrder.uint24(buffer, offset + 6) == 0
                && NetworkOrder.uint24(buffer, offset + 9) == VERIFY_DATA_BYTES;
    }

    @Override
    public TlsEncodeResult encodePlaintext(
            long sequence,
            short contentType,
            ProtocolVersion version,
            int headerAllocation,
            byte[] plaintext,
            int offset,
            int length)
            throws IOException {
        return cipher.encodePlaintext(sequence, contentType, version, headerAllocation, plaintext, offset, length);
    }

    @Override
    public int getCiphertextDecodeLimit(int plaintextLimit) {
        return cipher.getCiphertextDecodeLimit(plaintextLimit);
    }

    @Override
    public int getCiphertextEncodeLimit(int plaintextLimit) {
        return cipher.getCiphertextEncodeLimit(plaintextLimit);
    }

    @Override
    public int getPlaintextDecodeLimit(int ciphertextLimit) {
        return cipher.getPlaintextDecodeLimit(ciphertextLimit);
    }

    @Override
    public int getPlaintextEncodeLimit(int ciphertextLimit) {
        return cipher.getPlaintextEncodeLimit(ciphertextLimit);
    }

    @Override
    public void rekeyDecoder() throws IOException {
        cipher.rekeyDecoder();
    }

    @Override
    public void rekeyEncoder() throws IOException {
        cipher.rekeyEncoder();
    }

    @Override
    public boolean usesOpaqueRecordTypeDecode() {
        return cipher.usesOpaqueRecordTypeDecode();
    }

    @Override
    public boolean usesOpaqueRecordTypeEncode() {
        return cipher.usesOpaqueRecordTypeEncode();
    }
}
