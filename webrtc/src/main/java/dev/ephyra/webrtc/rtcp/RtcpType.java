package dev.ephyra.webrtc.rtcp;

/** The kinds of packets by their numbers on the wire: packet type, and format where it is feedback. */
enum RtcpType {
    /** RFC 3550 section 12.1. */
    SENDER_REPORT(200),
    RECEIVER_REPORT(201),
    SOURCE_DESCRIPTION(202),
    GOODBYE(203),
    /** RFC 4585 section 6.2. */
    NACK(205, 1),
    /** draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1. */
    TRANSPORT_FEEDBACK(205, 15),
    /** RFC 4585 section 6.3. */
    PICTURE_LOSS_INDICATION(206, 1),
    /** RFC 5104 section 4.3.1. */
    FULL_INTRA_REQUEST(206, 4),
    UNKNOWN(0);

    static final int HEADER_BYTES = 4;
    static final int REPORT_BLOCK_BYTES = 24;

    /** Of sender and media source, which every feedback packet begins with. */
    static final int FEEDBACK_SSRCS_BYTES = 8;

    /** Of the canonical name in a source description (RFC 3550 section 6.5.1). */
    static final int CNAME_ITEM = 1;

    private static final int NO_FORMAT = -1;
    private static final RtcpType[] ALL = values();

    private final int number;
    private final int format;

    RtcpType(int number) {
        this(number, -1);
    }

    RtcpType(int number, int format) {
        this.number = number;
        this.format = format;
    }

    /** The kind with these numbers. */
    static RtcpType of(int number, int format) {
        for (RtcpType type : ALL) {
            if (type.number == number && (!type.isFeedback() || type.format == format)) {
                return type;
            }
        }
        return UNKNOWN;
    }

    boolean isFeedback() {
        return format != NO_FORMAT;
    }

    int number() {
        return number;
    }

    /** What feedback has in the five bits where other kinds have a count. */
    int format() {
        return format;
    }
}
