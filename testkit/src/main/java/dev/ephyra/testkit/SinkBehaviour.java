package dev.ephyra.testkit;

import java.time.Duration;

/** What a webhook receiver does with a request that it has read to its end. */
public sealed interface SinkBehaviour {
    SinkBehaviour ACCEPT = new Answer(200, "", Duration.ZERO);

    /** Answers with a status after a delay; location is sent where it is not empty. */
    record Answer(int status, String location, Duration delay) implements SinkBehaviour {}

    /** Drops the connection with a TCP reset instead of an answer. */
    record Reset() implements SinkBehaviour {}

    /** Never answers and never closes. */
    record Hang() implements SinkBehaviour {}

    /** Answers 200 with a body that never ends, one byte each interval. */
    record Drip(Duration interval) implements SinkBehaviour {}

    /** Answers with a status and when to come again, as {@code Retry-After} has it. */
    record Later(int status, String retryAfter) implements SinkBehaviour {}

    /** Answers 200 with a body that never ends, as fast as it is taken. */
    record Flood() implements SinkBehaviour {}

    static SinkBehaviour status(int status) {
        return new Answer(status, "", Duration.ZERO);
    }
}
