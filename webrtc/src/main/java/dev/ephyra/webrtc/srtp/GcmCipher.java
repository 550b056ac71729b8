package dev.ephyra.webrtc.srtp;

import dev.ephyra.webrtc.bytes.NetworkOrder;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-GCM (RFC 7714). Owned by one thread. The JDK allocates 900 to 1,050 bytes per packet, and it throws on a bad tag,
 * which makes a forged packet three times as dear as a good one; it has no other way to verify a GCM tag.
 */
final class GcmCipher implements SrtpCipher {
    private static final int TAG_BYTES = 16;

    private final Cipher cipher;
    private final SecretKey key;
    private final Nonce nonce;
    private final byte[] indexWord = new byte[INDEX_WORD_BYTES];
    private final byte[] scratch;

    GcmCipher(byte[] key, byte[] salt, byte[] scratch) {
        try {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-GCM", e);
        }
        this.key = new SecretKeySpec(key, "AES");
        this.nonce = Nonce.forGcm(salt);
        this.scratch = scratch;
    }

    @Override
    public int protectRtp(byte[] packet, int offset, int headerBytes, int length, long index) {
        try {
            start(Cipher.ENCRYPT_MODE, PacketHeader.rtpSource(packet, offset), index);
            cipher.updateAAD(packet, offset, headerBytes);
            seal(packet, offset + headerBytes, length - headerBytes);
            return length + TAG_BYTES;
        } catch (GeneralSecurityException e) {
            throw broken(e);
        }
    }

    @Override
    public int unprotectRtp(byte[] packet, int offset, int headerBytes, int length, long index) {
        try {
            start(Cipher.DECRYPT_MODE, PacketHeader.rtpSource(packet, offset), index);
            cipher.updateAAD(packet, offset, headerBytes);
            return open(packet, offset, headerBytes, length);
        } catch (GeneralSecurityException e) {
            throw broken(e);
        }
    }

    @Override
    public int protectRtcp(byte[] packet, int offset, int length, int index) {
        try {
            start(Cipher.ENCRYPT_MODE, PacketHeader.rtcpSource(packet, offset), index);
            NetworkOrder.put32(indexWord, 0, index | ENCRYPTED_FLAG);
            cipher.updateAAD(packet, offset, PacketHeader.RTCP_BYTES);
            cipher.updateAAD(indexWord);
            seal(packet, offset + PacketHeader.RTCP_BYTES, length - PacketHeader.RTCP_BYTES);
            NetworkOrder.put32(packet, offset + length + TAG_BYTES, index | ENCRYPTED_FLAG);
            return length + TAG_BYTES + INDEX_WORD_BYTES;
        } catch (GeneralSecurityException e) {
            throw broken(e);
        }
    }

    /** Here the word comes last, after the tag (RFC 7714 section 9). */
    @Override
    public int indexWordAt(int length) {
        return length - INDEX_WORD_BYTES;
    }

    @Override
    public int unprotectRtcp(byte[] packet, int offset, int length) {
        int sealed = indexWordAt(length);
        int word = NetworkOrder.int32(packet, offset + sealed);
        boolean isEncrypted = (word & ENCRYPTED_FLAG) != 0;
        // A packet that is not encrypted is authenticated all the same, as a whole (RFC 7714 section 9.3).
        int readable = isEncrypted ? PacketHeader.RTCP_BYTES : sealed - TAG_BYTES;
        try {
            start(Cipher.DECRYPT_MODE, PacketHeader.rtcpSource(packet, offset), word & ~ENCRYPTED_FLAG);
            cipher.updateAAD(packet, offset, readable);
            cipher.updateAAD(packet, offset + sealed, INDEX_WORD_BYTES);
            return open(packet, offset, readable, sealed);
        } catch (GeneralSecurityException e) {
            throw broken(e);
        }
    }

    private void start(int mode, int source, long index) throws GeneralSecurityException {
        cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce.of(source, index)));
    }

    private void seal(byte[] packet, int at, int length) throws GeneralSecurityException {
        cipher.doFinal(packet, at, length, packet, at);
    }

    /** By way of {@link #scratch}: in place, the JDK decrypts before it verifies and a refused packet would be spoilt. */
    private int open(byte[] packet, int offset, int readable, int sealed) throws GeneralSecurityException {
        try {
            int plain = cipher.doFinal(packet, offset + readable, sealed - readable, scratch, 0);
            System.arraycopy(scratch, 0, packet, offset + readable, plain);
            return readable + plain;
        } catch (AEADBadTagException e) {
            return SrtpRefusal.BAD_TAG.code();
        }
    }

    private static IllegalStateException broken(GeneralSecurityException e) {
        return new IllegalStateException("AES-GCM refused what was checked before", e);
    }
}
