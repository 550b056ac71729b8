package dev.ephyra.server.webhook;

import java.util.List;

/**
 * One POST to be made. Immutable; nobody writes the body.
 *
 * @param timeoutMillis from its start to the end of the answer's body
 */
record OutgoingPost(String endpointId, Target target, List<Header> headers, byte[] body, int timeoutMillis) {
    record Header(CharSequence name, CharSequence value) {}
}
