package dev.ephyra.server.webhook;

import static dev.ephyra.server.webhook.TestDispatcher.get;
import static dev.ephyra.server.webhook.TestDispatcher.push;
import static dev.ephyra.server.webhook.TestDispatcher.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.Endpoints.Change;
import dev.ephyra.notify.endpoint.EventFilter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens when as many lanes are unfinished as may be. */
class LaneLimitTest {
    private static final int MOST = 2;

    @TempDir
    Path folder;

    private final AtomicBoolean healed = new AtomicBoolean();

    @Test
    void otherRoomsGoOnAndThoseThatWaitGetEverythingWhenLanesHaveEnded() throws Exception {
        try (Receiver receiver = receiver();
                TestDispatcher with = new TestDispatcher(folder, MOST)) {
            MemoryJournal journal = with.journal;
            WebhookDispatcher dispatcher = with.start();
            push(dispatcher, journal.create("live", receiver.url("/live")));
            push(dispatcher, journal.create("stuck", receiver.url("/stuck")));
            push(dispatcher, journal.create("late", receiver.url("/late")));
            push(dispatcher, journal.event("late"));
            push(dispatcher, journal.create("last", receiver.url("/last")));
            for (int event = 0; event < 600; event++) {
                push(dispatcher, journal.event("live"));
            }
            push(dispatcher, journal.delete("last"));
            until(() -> dispatcher.statistics().delivered() == 601);
            until(() -> journal.keptFrom() == 2);
            assertThat(dispatcher.statistics().lanes().lanes()).isEqualTo(MOST);

            push(dispatcher, journal.delete("late"));
            push(dispatcher, journal.delete("stuck"));
            push(dispatcher, journal.delete("live"));
            healed.set(true);
            until(() -> dispatcher.statistics().delivered() == 609
                    && dispatcher.statistics().lanes().lanes() == 0);

            List<String> bodies =
                    receiver.bodies(609 + (int) dispatcher.statistics().refused());
            assertThat(of("late", bodies)).containsExactly("late:1", "late:2", "late:3");
            assertThat(of("last", bodies)).containsExactly("last:1", "last:2");
            until(() -> journal.keptFrom() == journal.durable() + 1);
        }
    }

    @Test
    void roomsThatWaitAreNotForgottenByARestart() throws Exception {
        try (Receiver receiver = receiver();
                TestDispatcher with = new TestDispatcher(folder, MOST)) {
            MemoryJournal journal = with.journal;
            WebhookDispatcher before = with.start();
            push(before, journal.create("stuck", receiver.url("/stuck")));
            push(before, journal.create("live", receiver.url("/live")));
            push(before, journal.create("late", receiver.url("/late")));
            push(before, journal.delete("live"));
            push(before, journal.create("last", receiver.url("/last")));
            push(before, journal.delete("last"));
            until(() -> before.statistics().delivered() == 3);
            with.stop();

            WebhookDispatcher after = with.start();
            push(after, journal.delete("late"));
            push(after, journal.delete("stuck"));
            healed.set(true);

            until(() -> after.statistics().lanes().lanes() == 0 && journal.keptFrom() == journal.durable() + 1);
            List<String> bodies = new ArrayList<>();
            while (!of("last", bodies).contains("last:2")) {
                bodies.add(receiver.next().body());
            }
            assertThat(of("live", bodies)).containsExactly("live:1", "live:2");
            assertThat(of("late", bodies)).containsExactly("late:1", "late:2");
            assertThat(of("last", bodies)).containsExactly("last:1", "last:2");
        }
    }

    @Test
    void anEndpointThatOpenRoomsHaveNoSpaceForIsRefusedAndNotLeftWithAPart() throws Exception {
        try (Receiver receiver = receiver();
                TestDispatcher with = new TestDispatcher(folder, MOST)) {
            MemoryJournal journal = with.journal;
            WebhookDispatcher dispatcher = with.start();
            push(dispatcher, journal.createWithoutUrl("a"));
            push(dispatcher, journal.createWithoutUrl("b"));
            push(dispatcher, journal.createWithoutUrl("c"));
            until(() -> journal.keptFrom() == 4);

            assertThat(get(dispatcher.endpoints().create(endpoint(receiver.url("/"), ""), "")))
                    .isInstanceOf(Change.Unavailable.class);
            assertThat(get(dispatcher.endpoints().list())).isEmpty();
            assertThat(get(dispatcher.endpoints().create(endpoint(receiver.url("/"), "a"), "")))
                    .isInstanceOf(Change.Done.class);
            assertThat(get(dispatcher.endpoints().create(endpoint(receiver.url("/"), "x"), "")))
                    .isInstanceOf(Change.Done.class);
        }
    }

    @Test
    void endpointsCanBeMendedWhileRoomsWaitAndGetThoseOnceWhenItIsTheirTurn() throws Exception {
        try (Receiver receiver = receiver();
                TestDispatcher with = new TestDispatcher(folder, MOST)) {
            MemoryJournal journal = with.journal;
            WebhookDispatcher dispatcher = with.start();
            Change created = get(dispatcher.endpoints().create(endpoint(receiver.url("/stuck"), ""), ""));
            Endpoint stuck = ((Change.Done) created).status().endpoint();
            for (String room : List.of("a", "b", "c")) {
                push(dispatcher, journal.createWithoutUrl(room));
            }
            until(() -> dispatcher.statistics().lanes().lanes() == MOST && journal.keptFrom() == 1);

            Endpoint mended = TestDispatcher.moved(stuck, receiver.url("/mended"));
            assertThat(get(dispatcher.endpoints().update(mended))).isInstanceOf(Change.Done.class);
            for (String room : List.of("a", "b", "c")) {
                push(dispatcher, journal.delete(room));
            }
            until(() -> dispatcher.statistics().delivered() == 6);

            List<String> mendedBodies = new ArrayList<>();
            while (mendedBodies.size() < 6) {
                Receiver.Request next = receiver.next();
                if (next.line().contains("/mended")) {
                    mendedBodies.add(next.body());
                }
            }
            assertThat(mendedBodies).containsExactlyInAnyOrder("a:1", "a:2", "b:1", "b:2", "c:1", "c:2");
        }
    }

    private Receiver receiver() {
        return new Receiver(request -> Receiver.status(request.line().contains("/stuck") && !healed.get() ? 500 : 200));
    }

    private static List<String> of(String room, List<String> bodies) {
        return bodies.stream().filter(body -> body.startsWith(room + ":")).toList();
    }

    private static Endpoint endpoint(String url, String roomIdPrefix) {
        return TestDispatcher.endpoint(url, new EventFilter(Set.of(), Set.of(), roomIdPrefix, Map.of()));
    }
}
