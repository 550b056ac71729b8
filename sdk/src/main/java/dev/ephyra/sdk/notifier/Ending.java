package dev.ephyra.sdk.notifier;

/** What the end of a connection means for the next one. */
enum Ending {
    /** Try again. */
    RETRY,
    /** The same would happen again. */
    REFUSED;

    private static final int NORMAL = 1000;
    private static final int PROTOCOL = 1002;
    private static final int NOT_ALLOWED = 1003;
    private static final int POLICY = 1008;
    private static final int TOO_BIG = 1009;
    /** Of {@code java.net.http}: the connection ended without a close frame. */
    static final int ABNORMAL_CODE = 1006;

    static final int REPLACED_CODE = 4010;
    private static final int BAD_REQUEST = 4400;

    /**
     * By the reference of the server socket. {@code unauthenticated} is none of ours: a request that is sent at once comes late
     * through the network only.
     */
    static Ending of(int code, String reason) {
        return switch (code) {
            case NORMAL -> reason.equals("invalid token") || reason.equals("invalid auth request") ? REFUSED : RETRY;
            case POLICY -> reason.equals("slow") ? RETRY : REFUSED;
            case PROTOCOL, NOT_ALLOWED, TOO_BIG, REPLACED_CODE, BAD_REQUEST -> REFUSED;
            default -> RETRY;
        };
    }
}
