package dev.ephyra.conformance.browser;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a page was told by its client.
 *
 * @param name the client's name of the event; {@code consoleError} and {@code pageError} are the browser's
 * @param value the first argument of the event, as {@code page.js} describes it; null as JSON where there is none
 */
record PageEvent(String name, JsonNode value) {

    static PageEvent of(JsonNode event) {
        return new PageEvent(event.path("name").asText(), event.path("values").path(0));
    }

    /** The id of the peer, or of the track's peer, that this is about. */
    String peerId() {
        return value.has("peerId")
                ? value.path("peerId").asText()
                : value.path("id").asText();
    }

    boolean isOf(String name, String peerId) {
        return this.name.equals(name) && peerId().equals(peerId);
    }
}
