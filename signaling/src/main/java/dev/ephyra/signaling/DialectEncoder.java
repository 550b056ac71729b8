package dev.ephyra.signaling;

import dev.ephyra.signaling.json.JsonDialectEncoder;
import dev.ephyra.signaling.proto.ProtobufDialectEncoder;

/** Writes events in one dialect, as whole {@code PeerMessage} frames. Stateless. */
public interface DialectEncoder {
    /** The frame of an event. */
    byte[] encode(PeerEvent event);

    /** The encoder of a dialect. */
    static DialectEncoder of(Dialect dialect) {
        return switch (dialect) {
            case JSON -> new JsonDialectEncoder();
            case PROTOBUF -> new ProtobufDialectEncoder();
        };
    }
}
