package dev.ephyra.notify.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.journal.JournalRecord;
import dev.ephyra.notify.endpoint.EventFilter;
import dev.ephyra.room.RoomSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A snapshot and what follows it are the state of the rooms, at every prefix, however much happens while it is read. */
final class SnapshotPropertyTest {
    private static final StreamRequest REQUEST =
            new StreamRequest(false, Optional.empty(), "", EventFilter.ALL, true, 0, true);

    private static final StreamStart BEGINNING = new StreamStart(0, 0, true, false, Optional.empty());

    @Property(tries = 200)
    void aSnapshotAndWhatFollowsAreTheRoomsAtEveryPrefix(@ForAll long seed) {
        Random random = new Random(seed);
        LogWorld world = new LogWorld(random);
        churn(world, random, 60);
        // The subscription is opened at some durable place; the rooms are ahead of it already.
        long durable = random.nextLong(world.head() + 1);
        StreamStart start = StreamStart.of(
                REQUEST,
                new StreamStart.LogView(LogWorld.LOG, 1, durable),
                OptionalLong.empty(),
                _ -> OptionalLong.empty());
        List<RoomSnapshot> shown = new ArrayList<>();
        for (int loop = 0; loop < LogWorld.LOOPS; loop++) {
            churn(world, random, 20);
            shown.addAll(world.shownBy(loop));
        }
        long heads = world.head();
        churn(world, random, 20);
        // Answers wait until what they tell is durable; a little more may be by then.
        long head = heads + random.nextLong(world.head() - heads + 1);

        EventStream stream = new EventStream(REQUEST, start, LogWorld.LOG, 0);
        Receiver receiver = new Receiver();
        stream.snapshot(shown, head);
        boolean more = true;
        while (more) {
            more = stream.takeSnapshot();
            receiver.drain(stream).forEach(receiver::start);
        }
        checkEveryPrefix(world, random, stream, receiver, head);
    }

    private static void checkEveryPrefix(
            LogWorld world, Random random, EventStream stream, Receiver receiver, long head) {
        EventStream replay = new EventStream(REQUEST, BEGINNING, LogWorld.LOG, 0);
        Receiver oracle = new Receiver();
        while (stream.position() < world.head()) {
            List<JournalRecord> next = world.after(stream.position());
            stream.take(next.subList(0, 1 + random.nextInt(Math.min(5, next.size()))), 0, 0);
            receiver.drain(stream).forEach(receiver::apply);
            if (stream.position() >= head) {
                replay.take(world.log.subList((int) replay.position(), (int) stream.position()), 0, 0);
                oracle.drain(replay).forEach(oracle::apply);
                assertThat(receiver.rooms).isEqualTo(oracle.rooms);
            }
            if (stream.position() == world.head() && world.head() < 250) {
                churn(world, random, 10);
            }
        }
        assertThat(receiver.rooms).isEqualTo(world.known());
    }

    private static void churn(LogWorld world, Random random, int most) {
        for (int steps = random.nextInt(most + 1); steps > 0; steps--) {
            world.step();
        }
    }
}
