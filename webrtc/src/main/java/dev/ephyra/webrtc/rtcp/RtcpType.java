package dev.ephyra.webrtc.rtcp;

/** Numbers of the wire: packet types (RFC 3550 section 12.1, RFC 4585 section 6.1) and feedback formats. */
final class RtcpType {
    static final int SENDER_REPORT = 200;
    static final int RECEIVER_REPORT = 201;
    static final int SOURCE_DESCRIPTION = 202;
    static final int GOODBYE = 203;
    static final int TRANSPORT_FEEDBACK = 205;
    static final int PAYLOAD_FEEDBACK = 206;

    static final int NACK_FORMAT = 1;
    static final int TRANSPORT_CC_FORMAT = 15;
    static final int PLI_FORMAT = 1;
    static final int FIR_FORMAT = 4;

    static final int CNAME_ITEM = 1;

    static final int HEADER_BYTES = 4;
    static final int REPORT_BLOCK_BYTES = 24;

    /** Of sender and media source, which every feedback packet begins with. */
    static final int FEEDBACK_SSRCS_BYTES = 8;

    private RtcpType() {}
}
