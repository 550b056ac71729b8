package dev.ephyra.signaling;

import dev.ephyra.room.VideoCodec;
import dev.ephyra.webrtc.ice.IceCredentials;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;

/** Rooms with media, whose random values count. */
final class NegotiationFixture {
    static final TurnServer TURN = new TurnServer("192.0.2.1", 3478, "udp", "user", "secret");
    static final TurnServer TURN_TCP = new TurnServer("192.0.2.1", 3479, "tcp", "user", "secret");

    private NegotiationFixture() {}

    static SimulatedRoom room(Optional<VideoCodec> videoCodec) {
        return new SimulatedRoom(new RoomSignaling(terms()), videoCodec);
    }

    /** A room whose server says where it is. */
    static SimulatedRoom reachableRoom(String candidate) {
        MediaTerms plain = terms();
        MediaTerms terms = new MediaTerms(
                plain.fingerprint(),
                () -> List.of(candidate),
                plain.credentials(),
                plain.turnServers(),
                plain.random());
        return new SimulatedRoom(new RoomSignaling(terms), Optional.empty());
    }

    static MediaTerms terms() {
        IntSupplier numbers = new IntSupplier() {
            private int last = 100;

            @Override
            public int getAsInt() {
                return ++last;
            }
        };
        return new MediaTerms(
                () -> TestSdp.FINGERPRINT,
                List::of,
                () -> new IceCredentials("server" + numbers.getAsInt(), "p".repeat(24)),
                _ -> List.of(TURN, TURN_TCP),
                numbers);
    }
}
