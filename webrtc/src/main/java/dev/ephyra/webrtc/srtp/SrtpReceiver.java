package dev.ephyra.webrtc.srtp;

import dev.ephyra.webrtc.bytes.NetworkOrder;
import java.util.Objects;

/**
 * Verifies and decrypts what one side of a connection sends: SRTP and SRTCP of all its sources, with that side's master
 * key. Owned by the thread of its connection. Works in place and allocates nothing per packet beside what the JDK's
 * ciphers do.
 *
 * <p>Foreign bytes never throw: a packet that is refused is left as it was and its result is the code of a
 * {@link SrtpRefusal}. It must be dropped and counted, never be answered by more than that (a stranger who knows the
 * address can send any number of them). State changes only by packets that were authenticated.
 */
public final class SrtpReceiver {
    /** Of a protected packet: WebRTC's fit into an MTU of 1,500 bytes. */
    public static final int MAX_PACKET_BYTES = 2048;

    /** A peer's 64 tracks with three encodings and their retransmissions are 384; the rest is for tracks replaced. */
    public static final int MAX_SOURCES = 1024;

    private final int tagBytes;
    private final SrtpCipher rtp;
    private final SrtpCipher rtcp;
    private final SourceIndexes rtpIndexes = new SourceIndexes(MAX_SOURCES);
    private final SourceIndexes rtcpIndexes = new SourceIndexes(MAX_SOURCES);

    /**
     * With the master key of whoever sends; both arrays are copied.
     *
     * @throws IllegalArgumentException if key or salt are not as long as the profile wants them
     */
    public SrtpReceiver(SrtpProfile profile, byte[] masterKey, byte[] masterSalt) {
        KeyDerivation keys = new KeyDerivation(profile, masterKey, masterSalt);
        byte[] scratch = new byte[MAX_PACKET_BYTES];
        this.tagBytes = profile.authTagBytes();
        this.rtp = SrtpCipher.forRtp(profile, keys, scratch);
        this.rtcp = SrtpCipher.forRtcp(profile, keys, scratch);
    }

    /**
     * Makes an SRTP packet an RTP packet (RFC 3711 section 3.3). Its header was checked as far as contributing sources
     * and extension fit into the packet; its padding was not.
     *
     * @return the length of the RTP packet at {@code offset}, or the negative code of a {@link SrtpRefusal}
     * @throws IndexOutOfBoundsException if the packet is not within the array
     */
    public int unprotect(byte[] packet, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, packet.length);
        if (length > MAX_PACKET_BYTES) {
            return SrtpRefusal.TOO_LONG.code();
        }
        int headerBytes = PacketHeader.rtpBytes(packet, offset, length - tagBytes);
        if (headerBytes < 0) {
            return headerBytes;
        }
        int source = PacketHeader.rtpSource(packet, offset);
        int slot = rtpIndexes.find(source);
        long index = rtpIndexes.estimate(slot, PacketHeader.sequenceNumber(packet, offset));
        int refusal = rtpIndexes.check(slot, index);
        if (refusal < 0) {
            return refusal;
        }
        int result = rtp.unprotectRtp(packet, offset, headerBytes, length, index);
        if (result >= 0) {
            rtpIndexes.record(slot, source, index);
        }
        return result;
    }

    /**
     * Makes an SRTCP packet an RTCP packet (RFC 3711 section 3.4). One that is authenticated and not encrypted is taken
     * too, as that RFC allows the sender.
     *
     * @return the length of the RTCP packet at {@code offset}, or the negative code of a {@link SrtpRefusal}
     * @throws IndexOutOfBoundsException if the packet is not within the array
     */
    public int unprotectRtcp(byte[] packet, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, packet.length);
        if (length > MAX_PACKET_BYTES) {
            return SrtpRefusal.TOO_LONG.code();
        }
        int readable = PacketHeader.rtcpBytes(packet, offset, length - tagBytes - SrtpCipher.INDEX_WORD_BYTES);
        if (readable < 0) {
            return readable;
        }
        int source = PacketHeader.rtcpSource(packet, offset);
        int slot = rtcpIndexes.find(source);
        int word = NetworkOrder.int32(packet, offset + rtcp.indexWordAt(length));
        int index = word & ~SrtpCipher.ENCRYPTED_FLAG;
        int refusal = rtcpIndexes.check(slot, index);
        if (refusal < 0) {
            return refusal;
        }
        int result = rtcp.unprotectRtcp(packet, offset, length);
        if (result >= 0) {
            rtcpIndexes.record(slot, source, index);
        }
        return result;
    }
}
