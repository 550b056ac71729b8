package dev.ephyra.conformance.browser;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the browser counts of one track that it sends, since its stream began.
 *
 * @param codec a MIME type such as {@code video/VP8}
 * @param framesEncoded 0 for audio
 * @param nacks how often the server asked for what is missing
 */
record SentTrack(String codec, long framesEncoded, long nacks) {

    static SentTrack of(JsonNode track) {
        return new SentTrack(
                track.path("codec").asText(),
                track.path("framesEncoded").asLong(),
                track.path("nackCount").asLong());
    }

    boolean isVideo() {
        return codec.startsWith("video/");
    }
}
