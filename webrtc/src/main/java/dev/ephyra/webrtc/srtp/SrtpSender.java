package dev.ephyra.webrtc.srtp;

import java.util.Objects;

/**
 * Encrypts and signs what we send on one connection: RTP and RTCP of all our sources, with our master key. Owned by the
 * thread of its connection. Works in place and allocates nothing per packet beside what the JDK's ciphers do.
 *
 * <p>No index is used twice, because two packets under one index betray their difference in counter mode, and in GCM
 * the key that authenticates all packets. So a packet cannot be protected again: whoever retransmits on the original
 * source keeps the protected bytes and sends those, or puts the packet into a retransmission stream (RFC 4588) with
 * sequence numbers of its own. The rollover counter follows from the sequence numbers, as the receiver's does;
 * let them begin below 2^15, so that the loss of the first packets cannot hide a rollover (RFC 3711 section 3.3.1).
 */
public final class SrtpSender {
    /** A new track with its retransmissions every two seconds for 4 hours; 56 bytes each: at most 1 MB. */
    public static final int MAX_SOURCES = 16_384;

    private static final int LAST_RTCP_INDEX = Integer.MAX_VALUE;

    private final int tagBytes;
    private final SrtpCipher rtp;
    private final SrtpCipher rtcp;
    private final SourceIndexes rtpIndexes = new SourceIndexes(MAX_SOURCES);
    private long nextRtcpIndex;

    /**
     * With the master key of our side; both arrays are copied.
     *
     * @throws IllegalArgumentException if key or salt are not as long as the profile wants them
     */
    public SrtpSender(SrtpProfile profile, byte[] masterKey, byte[] masterSalt) {
        this(profile, masterKey, masterSalt, 0);
    }

    SrtpSender(SrtpProfile profile, byte[] masterKey, byte[] masterSalt, int firstRtcpIndex) {
        KeyDerivation keys = new KeyDerivation(profile, masterKey, masterSalt);
        byte[] scratch = new byte[SrtpReceiver.MAX_PACKET_BYTES];
        this.tagBytes = profile.authTagBytes();
        this.rtp = SrtpCipher.forRtp(profile, keys, scratch);
        this.rtcp = SrtpCipher.forRtcp(profile, keys, scratch);
        this.nextRtcpIndex = firstRtcpIndex;
    }

    /** By how many bytes an RTP packet grows. */
    public int rtpGrowthBytes() {
        return tagBytes;
    }

    /** By how many bytes an RTCP packet grows. */
    public int rtcpGrowthBytes() {
        return tagBytes + SrtpCipher.INDEX_WORD_BYTES;
    }

    /**
     * Makes an RTP packet an SRTP packet (RFC 3711 section 3.3).
     *
     * @return the length of the SRTP packet at {@code offset}, or the negative code of a {@link SrtpRefusal} and an
     *     unchanged array
     * @throws IndexOutOfBoundsException if the packet with {@link #rtpGrowthBytes} is not within the array
     */
    public int protect(byte[] packet, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, packet.length - tagBytes);
        if (length + tagBytes > SrtpReceiver.MAX_PACKET_BYTES) {
            return SrtpRefusal.TOO_LONG.code();
        }
        int headerBytes = PacketHeader.rtpBytes(packet, offset, length);
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
        rtpIndexes.record(slot, source, index);
        return rtp.protectRtp(packet, offset, headerBytes, length, index);
    }

    /**
     * Makes an RTCP packet, simple or compound, an encrypted SRTCP packet (RFC 3711 section 3.4). All sources share one
     * count of indexes: to a receiver, who must not expect every index, that looks like loss, and it cannot repeat.
     *
     * @return the length of the SRTCP packet at {@code offset}, or the negative code of a {@link SrtpRefusal} and an
     *     unchanged array
     * @throws IndexOutOfBoundsException if the packet with {@link #rtcpGrowthBytes} is not within the array
     */
    public int protectRtcp(byte[] packet, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, packet.length - rtcpGrowthBytes());
        if (length + rtcpGrowthBytes() > SrtpReceiver.MAX_PACKET_BYTES) {
            return SrtpRefusal.TOO_LONG.code();
        }
        int readable = PacketHeader.rtcpBytes(packet, offset, length);
        if (readable < 0) {
            return readable;
        }
        if (nextRtcpIndex > LAST_RTCP_INDEX) {
            return SrtpRefusal.KEY_EXHAUSTED.code();
        }
        int index = (int) nextRtcpIndex++;
        return rtcp.protectRtcp(packet, offset, length, index);
    }
}
