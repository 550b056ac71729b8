package dev.ephyra.server.config;

import java.util.List;

/** Which browser origins may open a socket (FJ_CHECK_ORIGIN). Requests without an Origin header always may. */
public sealed interface OriginCheck {
    /** Every origin, as Fishjam does in development. */
    record Any() implements OriginCheck {}

    /** Only the host of the public address. */
    record PublicHost() implements OriginCheck {}

    /** Only the host the request itself was sent to. */
    record RequestHost() implements OriginCheck {}

    /** Only these origins, in the form {@code scheme://host:port} or {@code //host}. */
    record Listed(List<String> origins) implements OriginCheck {}
}
