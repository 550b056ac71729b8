package dev.ephyra.api;

/**
 * Every limit of the REST API, with its arithmetic. The edge enforces those on bytes, the readers of this package the
 * rest. Fishjam's own limits are looser (8 MB bodies, ids of any length); no SDK comes near either.
 */
public final class ApiLimits {
    /** Bytes of one request body. The largest honest one, 1,000 origins of 128 characters, is about 130 KB. */
    public static final int MAX_BODY_BYTES = 1 << 20;

    /** Bytes of all bodies being received on one event loop: 64 at their limit; beyond it a request gets 503. */
    public static final long MAX_BUFFERED_BODY_BYTES = 64L * MAX_BODY_BYTES;

    /** Bytes of a body that was refused, still read and dropped so that the client sees the answer: 8 bodies. */
    public static final long MAX_DISCARDED_BYTES = 8L * MAX_BODY_BYTES;

    /** Characters of {@code GET /path HTTP/1.1}. Two ids of 128 characters, each percent-encoded (x3), is 800. */
    public static final int MAX_REQUEST_LINE_CHARS = 8 * 1024;

    /** Bytes of all request headers. Proxies add some 2 KiB; the cookies of a shared domain up to 8 KiB. */
    public static final int MAX_HEADER_BYTES = 16 * 1024;

    /** Seconds from the head of a request to the end of its body: 1 MiB in 15 s is 70 KB/s, a slow phone link. */
    public static final int BODY_DEADLINE_SECONDS = 15;

    /** Seconds a connection may be without a request, one half sent counting as none: above SDK pools' 20 to 30 s. */
    public static final int IDLE_CONNECTION_SECONDS = 75;

    /** Connections beside the WebSockets: of about 15 KB each, so 120 MB. A busy backend's pool has 100. */
    public static final int MAX_HTTP_CONNECTIONS = 8 * 1024;

    /** Objects and arrays inside each other. Fishjam's bodies need 3 (options, s3); metadata of others up to 10. */
    public static final int MAX_JSON_DEPTH = 64;

    /** Values, names and brackets of one body: about 100 B of heap each, so 2 MB for a body made of {@code [[],…}. */
    public static final int MAX_JSON_TOKENS = 20_000;

    /** Characters of a JSON string: long enough for a URL or a credential many times over. */
    public static final int MAX_JSON_STRING_CHARS = 64 * 1024;

    /** Characters of a JSON number: parsing is quadratic in them, and 2^64 has 20. */
    public static final int MAX_JSON_NUMBER_CHARS = 100;

    /** Characters of a member name; the longest we read has 23. */
    public static final int MAX_JSON_NAME_CHARS = 256;

    /** Fields of an HTML form; no body we read has more than 6 members. */
    public static final int MAX_FORM_FIELDS = 256;

    /** Characters of a room id: a UUID has 36, a host name 63, and every record of the room carries it. */
    public static final int MAX_ROOM_ID_CHARS = 128;

    /** Characters of a webhook URL: what browsers and proxies agree on for any URL. */
    public static final int MAX_WEBHOOK_URL_CHARS = 2_048;

    /** Origins of one subscription: the endpoints of a large room. */
    public static final int MAX_ORIGINS = 1_000;

    /** Characters of one origin, an id of ours. */
    public static final int MAX_ORIGIN_CHARS = 128;

    /** Characters of the path of a file that is played: what file systems take. */
    public static final int MAX_FILE_PATH_CHARS = 4_096;

    /** Characters of the URI of a camera, as of a webhook. */
    public static final int MAX_SOURCE_URI_CHARS = 2_048;

    /** Characters of a phone number or SIP user part; E.164 has 15 digits. */
    public static final int MAX_PHONE_NUMBER_CHARS = 256;

    /** Characters of a client's value repeated in an error text; more is cut off. */
    public static final int MAX_SHOWN_CHARS = 100;

    /** Characters of a peer token that is looked at: 128 of room id, 36 of peer id, 70 of the rest, x 4/3 = 312. */
    public static final int MAX_PEER_TOKEN_CHARS = 1_024;

    private ApiLimits() {}
}
