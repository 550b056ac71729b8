package dev.ephyra.conformance.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * A peer that the operator added to a room, with the page that joins as it.
 *
 * @param id what the API calls it, and the clients too
 * @param address where its client finds the server
 * @param reconnects whether its client comes again by itself
 */
record Guest(String id, String token, BrowserPage page, String address, boolean reconnects) {
    private static final int PICTURE_LINES = 360;
    private static final String CAMERA = "{\"type\":\"camera\",\"paused\":false}";

    /** Joins with this metadata; the peers that were there. */
    List<JsonNode> join(String metadata) {
        JsonNode peers = page.join(address, token, metadata, reconnects);
        return StreamSupport.stream(peers.spliterator(), false).toList();
    }

    /** Publishes microphone and camera. */
    void publish() {
        page.publish(true, PICTURE_LINES, CAMERA);
    }

    /** The same guest, whose client comes again by itself, and finds the server at this address. */
    Guest reconnectingTo(String otherAddress) {
        return new Guest(id, token, page, otherAddress, true);
    }
}
