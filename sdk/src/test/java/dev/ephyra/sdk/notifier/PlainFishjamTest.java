package dev.ephyra.sdk.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.ephyra.sdk.PeerType;
import dev.ephyra.sdk.TrackType;
import dev.ephyra.sdk.metrics.MetricsReport;
import dev.ephyra.sdk.notification.RoomNotification;
import dev.ephyra.sdk.notification.RoomNotification.Publisher;
import dev.ephyra.sdk.notification.ServerNotification;
import dev.ephyra.sdk.notification.TrackInfo;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The notifier over TCP against a server without our extensions, whose bytes are recorded. */
@Timeout(120)
class PlainFishjamTest {
    private static final int SUBSCRIBE_REQUEST = 8;
    private static final int EVENT_TYPE = 1;
    private static final TrackInfo TRACK = new TrackInfo("track-1", TrackType.VIDEO, "{\"a\":1}");
    private static final Publisher PEER = new Publisher(Optional.of("p"), Optional.empty());
    private static final Publisher COMPONENT = new Publisher(Optional.empty(), Optional.of("c"));

    @Test
    void saysOnceThatTheServerIsPlainAndWorks() throws Exception {
        BlockingQueue<String> rooms = new LinkedBlockingQueue<>();
        BlockingQueue<Gap> gaps = new LinkedBlockingQueue<>();
        try (LogLines lines = LogLines.listen();
                PlainServer server = new PlainServer();
                Notifier notifier = Notifier.builder(server.address(), "token")
                        .filter(EventFilter.all().ofRoomsBeginningWith("eu-"))
                        .onServerNotification(delivery -> rooms.add(((RoomNotification) delivery.content()).roomId()))
                        .onGap(gaps::add)
                        .longestPause(Duration.ofMillis(100))
                        .build()) {
            notifier.connect().get(30, TimeUnit.SECONDS);
            var first = server.next();
            PlainServer.tellOfRoom(first, "a");
            assertThat(rooms.poll(30, TimeUnit.SECONDS)).isEqualTo("a");
            assertThat(gaps).isEmpty();
            assertThat(notifier.state()).isEqualTo(new NotifierState.Ready(false, false));

            PlainServer.reset(first);
            PlainServer.tellOfRoom(server.next(), "b");
            assertThat(gaps.poll(30, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            Gap.Log.class, gap -> assertThat(gap.reason()).isEqualTo(Gap.Reason.NOT_RESUMABLE));
            assertThat(rooms.poll(30, TimeUnit.SECONDS)).isEqualTo("b");
            assertThat(server.received).noneMatch(message -> message.hasAck());
            assertThat(lines.with("plain Fishjam"))
                    .singleElement()
                    .asString()
                    .contains("filter, snapshots and durable name do nothing");
        }
    }

    @Test
    void tellsEveryNotificationOfTheOriginal() throws Exception {
        BlockingQueue<ServerNotification> told = new LinkedBlockingQueue<>();
        try (PlainServer server = new PlainServer();
                Notifier notifier = Notifier.builder(server.address(), "token")
                        .parallelism(1)
                        .onServerNotification(delivery -> told.add(delivery.content()))
                        .build()) {
            notifier.connect().get(30, TimeUnit.SECONDS);
            Socket socket = server.next();
            for (String name : RecordedFrames.notifications()) {
                PlainServer.send(socket, RecordedFrames.of(name));
            }
            List<ServerNotification> all = new ArrayList<>();
            for (int count = 0; count < RecordedFrames.notifications().size(); count++) {
                all.add(Objects.requireNonNull(told.poll(30, TimeUnit.SECONDS), "nothing came in time"));
            }

            assertThat(all.stream().filter(one -> !one.equals(new RoomNotification.RoomCrashed("s"))))
                    .containsExactlyElementsOf(ofRoom());
            assertThat(all).contains(new RoomNotification.RoomCrashed("s"));
        }
    }

    private static List<ServerNotification> ofRoom() {
        PeerType type = PeerType.UNKNOWN;
        return List.of(
                new RoomNotification.RoomCreated("r"),
                new RoomNotification.PeerAdded("r", "p", type),
                new RoomNotification.PeerConnected("r", "p", type),
                new RoomNotification.PeerMetadataUpdated("r", "p", "{\"name\":\"Ada\"}", type),
                new RoomNotification.TrackAdded("r", PEER, TRACK),
                new RoomNotification.TrackMetadataUpdated("r", COMPONENT, TRACK),
                new RoomNotification.TrackRemoved("r", PEER, TRACK),
                new RoomNotification.HlsPlayable("r", "c"),
                new RoomNotification.HlsUploaded("r"),
                new RoomNotification.HlsUploadCrashed("r"),
                new RoomNotification.ComponentCrashed("r", "c"),
                new RoomNotification.PeerDisconnected("r", "p", type),
                new RoomNotification.PeerCrashed("r", "q", "gone", type),
                new RoomNotification.PeerDeleted("r", "p", type),
                new RoomNotification.RoomDeleted("r"));
    }

    /** Who asks for metrics alone asks as the original's SDK does, and cannot learn what else the server knows. */
    @Test
    void metricsAloneAreTheOriginalsExchangeByteForByte() throws Exception {
        BlockingQueue<MetricsReport> reports = new LinkedBlockingQueue<>();
        try (LogLines lines = LogLines.listen();
                PlainServer server = new PlainServer();
                Notifier notifier = Notifier.builder(server.address(), "token")
                        .onMetrics(reports::add)
                        .build()) {
            notifier.connect().get(30, TimeUnit.SECONDS);
            PlainServer.send(server.next(), RecordedFrames.of("metricsReport"));

            MetricsReport report = Objects.requireNonNull(reports.poll(30, TimeUnit.SECONDS), "no report in time");
            assertThat(report.rooms()).containsOnlyKeys("r");
            assertThat(report.rooms().values())
                    .allSatisfy(room -> assertThat(room.endpoints().values())
                            .singleElement()
                            .satisfies(
                                    peer -> assertThat(peer.packetsReceived()).hasValue(17)));
            assertThat(notifier.state()).isEqualTo(new NotifierState.Ready(false, false));
            assertThat(server.frames)
                    .containsExactly(RecordedFrames.of("authRequest"), RecordedFrames.of("subscribeMetrics"));
            assertThat(lines.with("plain Fishjam")).isEmpty();
        }
    }

    /** One that knows streams is recognized by its answer, so all that may be asked of a plain one is what it passes over. */
    @Test
    void asksForNotificationsInAWayThatTheOriginalUnderstands() throws Exception {
        BlockingQueue<MetricsReport> reports = new LinkedBlockingQueue<>();
        try (LogLines lines = LogLines.listen();
                PlainServer server = new PlainServer();
                Notifier notifier = Notifier.builder(server.address(), "token")
                        .onServerNotification(delivery -> {})
                        .onSnapshot(snapshot -> {})
                        .durableName("billing")
                        .onMetrics(reports::add)
                        .longestPause(Duration.ofMillis(100))
                        .build()) {
            notifier.connect().get(30, TimeUnit.SECONDS);
            assertThat(server.frames.poll()).isEqualTo(RecordedFrames.of("authRequest"));
            byte[] asked = Objects.requireNonNull(server.frames.poll(), "nothing was asked for");
            assertThat(eventType(asked)).isEqualTo(eventType(RecordedFrames.of("subscribeNotifications")));
            assertThat(server.frames.poll()).isEqualTo(RecordedFrames.of("subscribeMetrics"));

            Socket first = server.next();
            assertThat(server.next()).as("subscribed twice").isSameAs(first);
            PlainServer.reset(first);
            PlainServer.send(server.next(), RecordedFrames.of("metricsReport"));
            assertThat(reports.poll(30, TimeUnit.SECONDS)).isNotNull();
            assertThat(lines.with("plain Fishjam")).hasSize(1);
        }
    }

    private static List<Long> eventType(byte[] request) throws InvalidProtocolBufferException {
        UnknownFieldSet message = UnknownFieldSet.parseFrom(request);
        assertThat(message.asMap()).containsOnlyKeys(SUBSCRIBE_REQUEST);
        return UnknownFieldSet.parseFrom(message.getField(SUBSCRIBE_REQUEST)
                        .getLengthDelimitedList()
                        .get(0))
                .getField(EVENT_TYPE)
                .getVarintList();
    }
}
