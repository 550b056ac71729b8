package dev.ephyra.sdk.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.ephyra.sdk.RoomApi;
import dev.ephyra.sdk.RoomOptions;
import dev.ephyra.sdk.notification.RoomNotification;
import dev.ephyra.sdk.notifier.Notifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** As an application uses it. */
@Timeout(120)
class EphyraExtensionTest {
    @TempDir
    static Path folder;

    @RegisterExtension
    static final EphyraExtension EPHYRA = EphyraExtension.with(EphyraExtensionTest::onTheClassPath);

    private static EphyraServer.Builder onTheClassPath(EphyraServer.Builder server) {
        try {
            return server.server(ServerOfTheBuild.launcher(folder));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Test
    void givesRoomsOfARealServer(RoomApi rooms) {
        rooms.createRoom(RoomOptions.defaults().withRoomId("blue").withMaxPeers(2));

        assertThat(rooms.getRoom("blue").config().maxPeers()).isEqualTo(OptionalInt.of(2));
    }

    @Test
    void tellsWhatWasTriggered(EphyraServer server) throws InterruptedException {
        try (ReceivedNotifications received = server.listen()) {
            TestEvents events = server.trigger("peerConnected", 2);

            RoomNotification.PeerConnected told = received.await(RoomNotification.PeerConnected.class);
            received.await(
                    RoomNotification.RoomDeleted.class, room -> room.roomId().equals(events.room()));
            assertThat(told.roomId()).isEqualTo(events.room());
            assertThat(events.eventIds()).hasSize(2);
            assertThat(received.all())
                    .allMatch(notification -> notification.event().orElseThrow().test());
        }
    }

    @Test
    void givesANotifierToBuild(Notifier.Builder builder, RoomApi rooms) throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        try (Notifier notifier = builder.onServerNotification(
                        delivery -> delivery.notification().roomId().ifPresent(told::add))
                .build()) {
            notifier.connect().get(10, TimeUnit.SECONDS);
            rooms.createRoom(RoomOptions.defaults().withRoomId("told"));

            assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("told");
        }
    }

    static class OfTwoServers {
        @RegisterExtension
        static final EphyraExtension ONE = EphyraExtension.with(EphyraExtensionTest::onTheClassPath);

        @RegisterExtension
        static final EphyraExtension OTHER = EphyraExtension.with(EphyraExtensionTest::onTheClassPath);

        @Test
        void isNeverRun() {}
    }

    @Test
    void refusesTwoServersInOneClass() {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();

        LauncherFactory.create()
                .execute(
                        LauncherDiscoveryRequestBuilder.request()
                                .selectors(selectClass(OfTwoServers.class))
                                .build(),
                        listener);

        assertThat(listener.getSummary().getTestsStartedCount()).isZero();
        assertThat(listener.getSummary().getFailures())
                .singleElement()
                .satisfies(failure -> assertThat(failure.getException())
                        .hasMessageContaining("OfTwoServers has two of EphyraExtension"));
    }

    @Nested
    class Nesting {
        @Test
        void sharesTheServerOfTheOuterClass(EphyraServer server, RoomApi rooms) {
            assertThat(rooms.server().rest()).hasToString("http://" + server.address());
        }
    }

    @Test
    void endsRoomsWhenTheServerIsKilled() throws Exception {
        try (EphyraServer server = onTheClassPath(EphyraServer.builder()).start();
                ReceivedNotifications received = server.listen()) {
            server.rooms().createRoom(RoomOptions.defaults().withRoomId("lost"));
            received.await(RoomNotification.RoomCreated.class);

            server.kill();
            server.restart();

            received.await(
                    RoomNotification.RoomCrashed.class, room -> room.roomId().equals("lost"), Duration.ofSeconds(30));
        }
    }
}
