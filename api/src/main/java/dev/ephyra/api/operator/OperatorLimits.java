package dev.ephyra.api.operator;

/** Every limit of the operator API, with its arithmetic. Those of {@code ApiLimits} hold beside them. */
public final class OperatorLimits {
    /** Bytes of a body. The largest honest one, an endpoint with 16 headers of 1 KiB, is about 20 KB. */
    public static final int MAX_BODY_BYTES = 64 << 10;

    /** Parameters of a query; the most that a route knows is 9. */
    public static final int MAX_QUERY_PARAMETERS = 32;

    /** Things of one page. An event is about 700 B of JSON, so a full page is 700 KB. */
    public static final int MAX_PAGE = 1_000;

    public static final int DEFAULT_PAGE = 100;

    /** Seconds of a long poll: below the 75 s after which proxies commonly give up. */
    public static final int MAX_WAIT_SECONDS = 60;

    /** Seconds back that {@code since} may say: 10 years, longer than any log is kept. */
    public static final long MAX_BACK_SECONDS = 315_360_000L;

    /** Requests a second of one replay; an endpoint that takes more is a load test's. */
    public static final int MAX_REPLAY_PER_SECOND = 1_000;

    /** 50 a second is a replay of 180,000 events an hour beside live traffic. */
    public static final int DEFAULT_REPLAY_PER_SECOND = 50;

    /** Characters of a secret that is given: base64 of the 64 bytes that Standard Webhooks allows, twice over. */
    public static final int MAX_SECRET_CHARS = 256;

    /** Seconds that an old secret lives beside a new one: a week. */
    public static final long MAX_OVERLAP_SECONDS = 604_800L;

    /** A day: long enough to change a receiver in working hours. */
    public static final long DEFAULT_OVERLAP_SECONDS = 86_400L;

    /** Members of room metadata that a filter wants; what a room has is at most 512 characters. */
    public static final int MAX_METADATA_MEMBERS = 16;

    /** Headers of an endpoint. */
    public static final int MAX_ENDPOINT_HEADERS = 16;

    /** Characters of the value of one such header: a bearer token with claims has fewer. */
    public static final int MAX_HEADER_VALUE_CHARS = 1_024;

    /** Seconds that an undelivered event may be kept for at most: 30 days, the longest that logs are usually kept. */
    public static final long MAX_AGE_SECONDS = 2_592_000L;

    /** Seconds from the start of a webhook request to the end of its answer. */
    public static final int MAX_TIMEOUT_SECONDS = 30;

    private OperatorLimits() {}
}
