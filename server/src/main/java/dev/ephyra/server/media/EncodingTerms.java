package dev.ephyra.server.media;

import dev.ephyra.signaling.Encoding;
import dev.ephyra.signaling.EncodingReason;
import dev.ephyra.webrtc.connection.EncodingChange;

/** What media call encodings and their changes, in the terms of the peers. Stateless. */
final class EncodingTerms {
    private EncodingTerms() {}

    /** Of a track without simulcast the only encoding counts as the highest. */
    static Encoding encoding(dev.ephyra.webrtc.connection.Encoding encoding) {
        return switch (encoding) {
            case LOW -> Encoding.LOW;
            case MEDIUM -> Encoding.MEDIUM;
            case HIGH, ONLY -> Encoding.HIGH;
        };
    }

    static dev.ephyra.webrtc.connection.Encoding encoding(Encoding encoding) {
        return switch (encoding) {
            case LOW -> dev.ephyra.webrtc.connection.Encoding.LOW;
            case MEDIUM -> dev.ephyra.webrtc.connection.Encoding.MEDIUM;
            case HIGH -> dev.ephyra.webrtc.connection.Encoding.HIGH;
        };
    }

    static EncodingReason reason(EncodingChange change) {
        return switch (change) {
            case BEGAN -> EncodingReason.AUTOMATIC_SELECTION;
            case PAUSED -> EncodingReason.ENCODING_INACTIVE;
            case WANTED -> EncodingReason.TARGET_VARIANT_SELECTED;
            case RESUMED -> EncodingReason.VARIANT_RESUMED;
        };
    }
}
