package dev.ephyra.webrtc.stun;

/** Which protocol a datagram on a WebRTC port belongs to, by its first bytes (RFC 7983, RFC 5761 section 4). */
public enum PacketKind {
    STUN,
    DTLS,
    /** ChannelData of TURN. */
    TURN_CHANNEL,
    RTP,
    RTCP,
    /** Too short for what it claims to be, or nothing known. */
    OTHER;

    private static final int DTLS_RECORD_HEADER_BYTES = 13;
    private static final int CHANNEL_DATA_HEADER_BYTES = 4;
    private static final int RTP_HEADER_BYTES = 12;
    private static final int RTCP_HEADER_BYTES = 8;

    /** Looks at the first 8 bytes; allocates nothing. */
    public static PacketKind of(byte[] buffer, int offset, int length) {
        if (length < CHANNEL_DATA_HEADER_BYTES) {
            return OTHER;
        }
        int first = buffer[offset] & 0xFF;
        if (first >= 128 && first <= 191) {
            return media(buffer[offset + 1] & 0xFF, length);
        } else if (first >= 20 && first <= 63) {
            return length >= DTLS_RECORD_HEADER_BYTES ? DTLS : OTHER;
        } else if (first >= 64 && first <= 79) {
            return TURN_CHANNEL;
        }
        return StunMessage.isStun(buffer, offset, length) ? STUN : OTHER;
    }

    /** RTP's payload types 64 to 95 are not used with the marker, so that these values are RTCP's packet types. */
    private static PacketKind media(int second, int length) {
        if (second >= 192 && second <= 223) {
            return length >= RTCP_HEADER_BYTES ? RTCP : OTHER;
        }
        return length >= RTP_HEADER_BYTES ? RTP : OTHER;
    }
}
