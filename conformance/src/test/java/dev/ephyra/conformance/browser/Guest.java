package dev.ephyra.conformance.browser;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ephyra.testkit.ServerProcess;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * A peer that the operator added to a room, with the page that joins as it.
 *
 * @param id what the API calls it, and the clients too
 */
record Guest(ServerProcess server, String id, String token, BrowserPage page) {

    /** Joins with this metadata; the peers that were there. */
    List<JsonNode> join(String metadata) {
        return StreamSupport.stream(page.join(server, token, metadata).spliterator(), false)
                .toList();
    }
}
