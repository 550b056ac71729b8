package dev.ephyra.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.sdk.notification.CloudNotification;
import dev.ephyra.sdk.notification.RoomNotification;
import dev.ephyra.sdk.notification.ServerNotification;
import dev.ephyra.sdk.notifier.EventFilter;
import dev.ephyra.sdk.notifier.Notifier;
import dev.ephyra.sdk.notifier.NotifierState;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Java SDK's notifier as a durable consumer, and its filters, against a running server. */
@Timeout(180)
class JavaConsumerTest {
    private static final long SEED = 30_112_026;
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final List<Class<? extends ServerNotification>> OF_OTHER_SERVERS = List.of(
            RoomNotification.HlsPlayable.class,
            RoomNotification.HlsUploaded.class,
            RoomNotification.HlsUploadCrashed.class,
            RoomNotification.ChannelAdded.class,
            RoomNotification.ChannelRemoved.class,
            RoomNotification.TrackForwarding.class,
            RoomNotification.TrackForwardingRemoved.class,
            RoomNotification.VadNotification.class);

    @TempDir
    Path home;

    /** What was received and not handled when the connection was cut belongs to the next process, whatever came after it. */
    @Test
    void theNextProcessGetsWhatWasReceivedAndNotHandled() throws Exception {
        BlockingQueue<String> handled = new LinkedBlockingQueue<>();
        BlockingQueue<String> begun = new LinkedBlockingQueue<>();
        CountDownLatch blocked = new CountDownLatch(1);
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                RestClient rest = server.rest();
                FaultyLink link = new FaultyLink(server::port, SEED)) {
            // Never closed before the end: a process that is killed says nothing.
            Notifier killed = consumer(link.address())
                    .longestPause(Duration.ofMillis(200))
                    .onServerNotification(delivery -> {
                        String room = delivery.notification().roomId().orElseThrow();
                        begun.add(room);
                        if (!room.equals("first")) {
                            blocked.await();
                        }
                    })
                    .build();
            killed.connect().get(SOON.toSeconds(), TimeUnit.SECONDS);
            rest.createRoom("{\"roomId\":\"first\"}");
            rest.createRoom("{\"roomId\":\"held\"}");
            rest.createRoom("{\"roomId\":\"behind\"}");
            for (int room = 0; room < 3; room++) {
                assertThat(begun.poll(SOON.toSeconds(), TimeUnit.SECONDS)).isNotNull();
            }
            int before = link.connections();
            link.cut();
            while (link.connections() == before) {
                Thread.onSpinWait();
            }
            killed.waitReady(SOON);
            // Not wanted: nothing is unacknowledged on this connection, and the place would be free to pass it.
            assertThat(rest.addPeer("held").isSuccess()).isTrue();
            assertThat(begun.poll(3, TimeUnit.SECONDS)).isNull();
            link.refuse(true);
            link.cut();

            try (Notifier next = consumer(server.address())
                    .onServerNotification(delivery ->
                            handled.add(delivery.notification().roomId().orElseThrow()))
                    .build()) {
                next.connect().get(SOON.toSeconds(), TimeUnit.SECONDS);
                for (int room = 0; room < 2; room++) {
                    assertThat(handled.poll(SOON.toSeconds(), TimeUnit.SECONDS)).isIn("held", "behind");
                }
            }
            blocked.countDown();
            killed.close();
        }
    }

    /** Its first connection is given up, the second works; then what it said on the first arrives, and the server takes that for newer. */
    @Test
    void comesBackWhenASubscriptionOfItsOwnComesLate() throws Exception {
        BlockingQueue<String> handled = new LinkedBlockingQueue<>();
        BlockingQueue<NotifierState> lost = new LinkedBlockingQueue<>();
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home));
                RestClient rest = server.rest();
                FaultyLink link = new FaultyLink(server::port, SEED);
                Notifier notifier = consumer(link.address())
                        .onServerNotification(delivery ->
                                handled.add(delivery.notification().roomId().orElseThrow()))
                        .onState(state -> {
                            if (state instanceof NotifierState.Disconnected) {
                                lost.add(state);
                            }
                        })
                        .build()) {
            // Until the socket is open and the token is taken: the subscription is kept.
            link.holdNext(2);
            notifier.connect().get(60, TimeUnit.SECONDS);
            assertThat(lost.poll(SOON.toSeconds(), TimeUnit.SECONDS)).asString().contains("did not answer within 15 s");
            assertThat(link.overtaken()).isZero();

            link.release();
            assertThat(lost.poll(SOON.toSeconds(), TimeUnit.SECONDS)).asString().contains("4010 replaced");
            notifier.waitReady(SOON);
            rest.createRoom("{\"roomId\":\"after\"}");

            assertThat(handled.poll(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo("after");
            assertThat(link.overtaken()).isOne();
        }
    }

    @Test
    void theServerKnowsEveryKindThatAFilterMayName() throws Exception {
        try (ServerProcess server = ServerProcess.start(ServerOptions.in(home))) {
            EventFilter included = EventFilter.all();
            EventFilter excluded = EventFilter.all();
            for (Class<? extends ServerNotification> kind :
                    kinds(ServerNotification.class).toList()) {
                if (CloudNotification.class.isAssignableFrom(kind) || OF_OTHER_SERVERS.contains(kind)) {
                    excluded = excluded.excluding(kind);
                } else if (kind != ServerNotification.Unknown.class) {
                    included = included.including(kind);
                    excluded = kind == RoomNotification.RoomCreated.class ? excluded : excluded.excluding(kind);
                }
            }
            for (EventFilter filter : List.of(included, excluded)) {
                try (Notifier notifier = Notifier.builder(server.address(), ServerProcess.TOKEN)
                        .filter(filter)
                        .onServerNotification(delivery -> {})
                        .build()) {
                    notifier.connect().get(SOON.toSeconds(), TimeUnit.SECONDS);
                }
            }
        }
    }

    private static Notifier.Builder consumer(String address) {
        return Notifier.builder(address, ServerProcess.TOKEN)
                .durableName("billing")
                .filter(EventFilter.all().excluding(RoomNotification.PeerAdded.class));
    }

    private static Stream<Class<? extends ServerNotification>> kinds(Class<? extends ServerNotification> kind) {
        return kind.isRecord()
                ? Stream.of(kind)
                : Arrays.stream(kind.getPermittedSubclasses())
                        .flatMap(permitted -> kinds(permitted.asSubclass(ServerNotification.class)));
    }
}
