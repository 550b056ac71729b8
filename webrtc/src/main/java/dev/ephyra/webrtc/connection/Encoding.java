package dev.ephyra.webrtc.connection;

/**
 * Which of the encodings of a track a stream is (RFC 8853), by the rid that browsers of this field use. The better, the
 * later.
 */
public enum Encoding {
    LOW("l"),
    MEDIUM("m"),
    HIGH("h"),
    /** The only one: without simulcast. */
    ONLY("");

    private final String rid;

    Encoding(String rid) {
        this.rid = rid;
    }

    /** The restriction identifier, empty without simulcast. */
    public String rid() {
        return rid;
    }
}
