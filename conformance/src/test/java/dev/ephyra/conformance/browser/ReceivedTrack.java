package dev.ephyra.conformance.browser;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What the browser counts of one track that it receives, since its stream began.
 *
 * @param trackId the id that its publisher gave it
 * @param peerId whose it is
 * @param codec a MIME type such as {@code video/VP8}
 * @param framesDecoded 0 for audio
 * @param freezesSeconds how long the picture stood still in all
 * @param audioEnergy as in the WebRTC statistics: full scale for one second is 1; 0 for video
 * @param nacks how often the browser asked for what is missing
 */
record ReceivedTrack(
        String trackId,
        String peerId,
        String codec,
        long framesDecoded,
        double freezesSeconds,
        double audioEnergy,
        long nacks) {

    static ReceivedTrack of(JsonNode track) {
        return new ReceivedTrack(
                track.path("trackId").asText(),
                track.path("peerId").asText(),
                track.path("codec").asText(),
                track.path("framesDecoded").asLong(),
                track.path("freezesSeconds").asDouble(),
                track.path("audioEnergy").asDouble(),
                track.path("nackCount").asLong());
    }

    boolean isVideo() {
        return codec.startsWith("video/");
    }
}
