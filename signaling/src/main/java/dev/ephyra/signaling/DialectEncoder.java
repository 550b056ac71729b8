package dev.ephyra.signaling;

import dev.ephyra.signaling.json.JsonDialectEncoder;
import dev.ephyra.signaling.proto.ProtobufDialectEncoder;
import java.util.Optional;

/** Writes events in one dialect, as whole {@code PeerMessage} frames. Stateless. */
public interface DialectEncoder {
    /** The frame of an event; empty if the dialect has no word for it. */
    Optional<byte[]> encode(PeerEvent event);

    /** The encoder of a dialect. */
    static DialectEncoder of(Dialect dialect) {
        return switch (dialect) {
            case JSON -> new JsonDialectEncoder();
            case PROTOBUF -> new ProtobufDialectEncoder();
        };
    }
}
