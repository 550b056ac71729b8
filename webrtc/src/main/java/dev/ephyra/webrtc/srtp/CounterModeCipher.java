package dev.ephyra.webrtc.srtp;

import dev.ephyra.webrtc.bytes.NetworkOrder;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES in counter mode with HMAC-SHA1, of which 80 bits are sent (RFC 3711 section 4). Owned by one thread. The JDK
 * allocates about 150 bytes per packet.
 */
final class CounterModeCipher implements SrtpCipher {
    static final int MAC_KEY_BYTES = 20;

    private static final int TAG_BYTES = 10;
    private static final int MAC_BYTES = 20;

    private final Cipher cipher;
    private final Mac mac;
    private final SecretKey key;
    private final Nonce nonce;
    private final byte[] rolloverCounter = new byte[Integer.BYTES];
    private final byte[] digest = new byte[MAC_BYTES];
    private final byte[] scratch;

    CounterModeCipher(byte[] key, byte[] authenticationKey, byte[] salt, byte[] scratch) {
        try {
            this.cipher = Cipher.getInstance("AES/CTR/NoPadding");
            this.mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(authenticationKey, "HmacSHA1"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES in counter mode and HMAC-SHA1", e);
        }
        this.key = new SecretKeySpec(key, "AES");
        this.nonce = Nonce.forCounterMode(salt);
        this.scratch = scratch;
    }

    @Override
    public int protectRtp(byte[] packet, int offset, int headerBytes, int length, long index) {
        int source = PacketHeader.rtpSource(packet, offset);
        encryptOrDecrypt(packet, offset + headerBytes, length - headerBytes, source, index);
        digestRtp(packet, offset, length, index);
        System.arraycopy(digest, 0, packet, offset + length, TAG_BYTES);
        return length + TAG_BYTES;
    }

    @Override
    public int unprotectRtp(byte[] packet, int offset, int headerBytes, int length, long index) {
        int plain = length - TAG_BYTES;
        digestRtp(packet, offset, plain, index);
        if (!isTag(packet, offset + plain)) {
            return SrtpRefusal.BAD_TAG.code();
        }
        int source = PacketHeader.rtpSource(packet, offset);
        encryptOrDecrypt(packet, offset + headerBytes, plain - headerBytes, source, index);
        return plain;
    }

    @Override
    public int protectRtcp(byte[] packet, int offset, int length, int index) {
        encryptOrDecryptRtcp(packet, offset, length, index);
        NetworkOrder.put32(packet, offset + length, index | ENCRYPTED_FLAG);
        int authenticated = length + INDEX_WORD_BYTES;
        mac.update(packet, offset, authenticated);
        finishDigest();
        System.arraycopy(digest, 0, packet, offset + authenticated, TAG_BYTES);
        return authenticated + TAG_BYTES;
    }

    /** Here the word comes before the tag (RFC 3711 section 3.4). */
    @Override
    public int indexWordAt(int length) {
        return length - TAG_BYTES - INDEX_WORD_BYTES;
    }

    @Override
    public int unprotectRtcp(byte[] packet, int offset, int length) {
        int plain = indexWordAt(length);
        mac.update(packet, offset, plain + INDEX_WORD_BYTES);
        finishDigest();
        if (!isTag(packet, offset + plain + INDEX_WORD_BYTES)) {
            return SrtpRefusal.BAD_TAG.code();
        }
        int word = NetworkOrder.int32(packet, offset + plain);
        if ((word & ENCRYPTED_FLAG) != 0) {
            encryptOrDecryptRtcp(packet, offset, plain, word & ~ENCRYPTED_FLAG);
        }
        return plain;
    }

    private void encryptOrDecryptRtcp(byte[] packet, int offset, int length, int index) {
        int source = PacketHeader.rtcpSource(packet, offset);
        encryptOrDecrypt(packet, offset + PacketHeader.RTCP_BYTES, length - PacketHeader.RTCP_BYTES, source, index);
    }

    /** By way of {@link #scratch}: in place, the JDK would copy its input into an array of its own for each packet. */
    private void encryptOrDecrypt(byte[] packet, int at, int length, int source, long index) {
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(nonce.of(source, index)));
            cipher.doFinal(packet, at, length, scratch, 0);
            System.arraycopy(scratch, 0, packet, at, length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES refused what was checked before", e);
        }
    }

    private void digestRtp(byte[] packet, int offset, int length, long index) {
        NetworkOrder.put32(rolloverCounter, 0, (int) (index >>> Short.SIZE));
        mac.update(packet, offset, length);
        mac.update(rolloverCounter);
        finishDigest();
    }

    private void finishDigest() {
        try {
            mac.doFinal(digest, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the digest has its own length", e);
        }
    }

    /** Takes as long for any tag, so that nobody learns how much of a forged one was right. */
    private boolean isTag(byte[] packet, int at) {
        int difference = 0;
        for (int i = 0; i < TAG_BYTES; i++) {
            difference |= packet[at + i] ^ digest[i];
        }
        return difference == 0;
    }
}
