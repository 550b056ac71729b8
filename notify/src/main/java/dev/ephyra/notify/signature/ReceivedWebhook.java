package dev.ephyra.notify.signature;

import java.util.Map;
import java.util.Optional;

/**
 * A POST as its receiver has it: the headers that matter, and the body it would check. Whoever makes one leaves the body alone.
 *
 * @param legacy the value of Fishjam's header
 * @param id the id of Standard Webhooks, and so on
 */
public record ReceivedWebhook(
        Optional<String> legacy,
        Optional<String> id,
        Optional<String> timestamp,
        Optional<String> standard,
        byte[] body) {

    /** Picks the headers out of all of a request, by their names in lowercase. */
    public static ReceivedWebhook of(Map<String, String> headers, byte[] body) {
        return new ReceivedWebhook(
                value(headers, SignatureHeaders.LEGACY),
                value(headers, SignatureHeaders.ID),
                value(headers, SignatureHeaders.TIMESTAMP),
                value(headers, SignatureHeaders.STANDARD),
                body);
    }

    private static Optional<String> value(Map<String, String> headers, String name) {
        return Optional.ofNullable(headers.get(name)).map(String::strip);
    }
}
