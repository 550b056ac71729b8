package dev.ephyra.server.metrics;

import dev.ephyra.media.TurnStreamFigures;
import java.util.function.Supplier;

/** The series of TURN over TCP. Stateless. */
final class TurnMeters {
    private TurnMeters() {}

    static void bind(Meters meters, Supplier<TurnStreamFigures> turn) {
        meters.gauge(
                "ephyra_media_turn_tcp_connections",
                "TCP connections to the TURN server.",
                turn,
                t -> t.get().connections());
        meters.counter(
                "ephyra_media_turn_tcp_refused",
                "TCP connections to the TURN server that found no place or showed no password.",
                turn,
                t -> t.get().refused());
        String name = "ephyra_media_turn_tcp_dropped";
        String help = "Packets over TCP that found no room: of clients (in), for clients that read too slowly (out).";
        meters.counter(name, "direction", "in", help, turn, t -> t.get().lostIn());
        meters.counter(name, "direction", "out", help, turn, t -> t.get().lostOut());
    }
}
