package dev.ephyra.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.media.SimulatedEngine.Client;
import dev.ephyra.webrtc.connection.client.AnsweringSide;
import dev.ephyra.webrtc.sdp.Codec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RoutesTest {
    private static final List<String> NAMES = List.of("ann", "bob", "eve", "ida");

    private final SimulatedEngine engine = new SimulatedEngine();

    @Test
    void whoWaitsForATrackGetsItWhenItIsPublished() {
        Client bob = engine.publisher("bob");
        bob.subscribe("ann-1", Codec.VP8);
        engine.connect();
        engine.runMillis(100);
        engine.publisher("ann");
        engine.connect();
        engine.runMillis(500);

        assertThat(bob.stream(2).wholeFrames()).isGreaterThan(10);
    }

    @Test
    void aLineThatBecomesAnotherTracksIsFedFromThatOneOnly() {
        engine.publisher("ann");
        engine.publisher("eve");
        Client bob = engine.publisher("bob");
        bob.subscribe("ann-1", Codec.VP8);
        engine.connect();
        engine.runMillis(300);
        bob.answering.send(2, new AnsweringSide.Wanted("eve-1", Codec.VP8));
        bob.draft = bob.draft.next(bob.draft.lines());
        bob.negotiate();
        engine.runMillis(50);
        long before = bob.stream(2).packets();
        engine.runMillis(300);
        long both = bob.stream(2).packets() - before;
        engine.clients.remove("ann");
        engine.runMillis(300);
        long one = bob.stream(2).packets() - before - both;

        assertThat(one).isBetween(both * 3 / 4, both * 5 / 4).isPositive();
    }

    /** Peers come, subscribe, unsubscribe and go; then packets flow exactly where a list of wishes says. */
    @Property(tries = 6)
    void packetsFlowWhereAPlainListSays(@ForAll long seed) {
        Random random = new Random(seed);
        SimulatedEngine room = new SimulatedEngine();
        Map<String, Map<Integer, String>> wishes = new HashMap<>();
        for (int i = 0; i < 16; i++) {
            String name = NAMES.get(random.nextInt(NAMES.size()));
            String other = NAMES.get(random.nextInt(NAMES.size()));
            Map<Integer, String> lines = wishes.computeIfAbsent(name, _ -> new HashMap<>());
            Client client = room.clients.get(name);
            if (client == null) {
                room.publisher(name);
            } else if (random.nextInt(5) == 0) {
                room.loop.close(client.id);
                room.clients.remove(name);
                wishes.remove(name);
            } else if (random.nextInt(3) == 0 && !lines.isEmpty()) {
                int line = lines.keySet().iterator().next();
                lines.remove(line);
                client.answering.leave(line);
                client.draft = client.draft.next(client.draft.lines());
                client.negotiate();
            } else if (!other.equals(name)) {
                lines.put(client.draft.lines().size(), other);
                client.subscribe(other + "-1", Codec.VP8);
            }
        }
        room.connect();
        room.runMillis(600);
        Map<String, Long> before = packets(room);
        room.runMillis(300);
        Set<String> flowing = new HashSet<>();
        packets(room).forEach((line, packets) -> {
            if (packets > before.getOrDefault(line, 0L)) {
                flowing.add(line);
            }
        });
        Set<String> wanted = new HashSet<>();
        wishes.forEach((name, its) -> its.forEach((line, other) -> {
            if (room.clients.containsKey(other)) {
                wanted.add(name + " " + line);
            }
        }));

        assertThat(flowing).isEqualTo(wanted);
    }

    private static Map<String, Long> packets(SimulatedEngine room) {
        Map<String, Long> packets = new HashMap<>();
        room.clients.forEach((name, client) -> client.connection
                .received()
                .forEach(stream -> packets.put(name + " " + stream.mid(), stream.packets())));
        return packets;
    }
}
