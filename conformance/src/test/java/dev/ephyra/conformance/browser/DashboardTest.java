package dev.ephyra.conformance.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ephyra.conformance.browser.BrowserDriver.Client;
import dev.ephyra.testkit.ServerProcess;
import dev.ephyra.testkit.ServerSocketClient;
import dev.ephyra.wire.ServerMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The internals page of Fishjam's dashboard finds in our reports, under the same names, what Fishjam's own have. */
class DashboardTest {
    /** As the page puts address and path together. */
    private static final String PATH = "//socket/server/websocket";

    private static final Duration SOON = Duration.ofSeconds(20);

    private static final List<String> ENDPOINT_CHARTS = withRates(
            List.of("ice.packets_received", "ice.bytes_received", "ice.packets_sent", "ice.bytes_sent"),
            "ice.binding_requests_received",
            "ice.binding_responses_sent",
            "ice.port",
            "ice.buffers_processed",
            "ice.buffers_processed_time",
            "avg_buff_proc_time");
    private static final List<String> INBOUND_CHARTS = withRates(
            List.of("inbound-rtp.packets", "inbound-rtp.bytes_received", "inbound-rtp.markers_received"),
            "inbound-rtp.ssrc",
            "inbound-rtp.frames",
            "inbound-rtp.keyframes",
            "rtcp.total_packets_received",
            "rtcp.sender_reports_received",
            "rtcp.receiver_reports_sent");
    private static final List<String> OUTBOUND_CHARTS = withRates(
            List.of("outbound-rtp.packets", "outbound-rtp.bytes", "outbound-rtp.markers_sent"),
            "rtcp.total_packets_sent",
            "rtcp.sender_reports_sent",
            "rtcp.receiver_reports_received");

    @TempDir
    Path home;

    @Test
    void theInternalsPageShowsACallKeyByKey() throws IOException, InterruptedException {
        try (BrowserScene scene = BrowserScene.start(home);
                ServerSocketClient page = ServerSocketClient.connect(scene.server.port(), PATH)) {
            // It does not wait for the answer before it subscribes.
            page.send(ServerSocketClient.authRequest(ServerProcess.TOKEN));
            page.send(ServerSocketClient.subscribeRequest(ServerMessage.EventType.EVENT_TYPE_METRICS));
            String room = scene.room("\"vp8\"");
            Guest publisher = scene.guest(room, Client.MODERN);
            Guest watcher = scene.guest(room, Client.MODERN);
            publisher.join("null");
            watcher.join("null");
            String track =
                    publisher.page().publish(false, 180, "null").iterator().next();
            Viewing.awaitPicture(watcher, publisher);

            page.await(
                    "a whole report",
                    SOON,
                    told -> told.stream().anyMatch(message -> isWhole(message, room, publisher, watcher)));

            // That one, and not the latest, which may lack what this one has.
            DashboardSection shown = page.messages().stream()
                    .filter(message -> isWhole(message, room, publisher, watcher))
                    .map(message -> DashboardSection.of(json(message)).section("room_id", room))
                    .findFirst()
                    .orElseThrow();
            DashboardSection publishing = shown.section("endpoint_id", publisher.id());
            assertThat(publishing.charts().keySet()).containsAll(ENDPOINT_CHARTS);
            assertThat(publishing.texts()).containsEntry("ice.protocol", "udp");
            assertThat(publishing.descriptions().keySet()).containsExactlyInAnyOrder("sdp.offer", "sdp.answer");
            assertThat(publishing.descriptions().values())
                    .allSatisfy(lines ->
                            assertThat(lines).hasSizeGreaterThan(20).anyMatch(line -> line.startsWith("m=video")));
            DashboardSection inbound = publishing.section("track_id", track + ":");
            assertThat(inbound.charts().keySet()).containsAll(INBOUND_CHARTS);
            assertThat(inbound.texts()).containsEntry("inbound-rtp.encoding", "VP8");
            DashboardSection outbound =
                    shown.section("endpoint_id", watcher.id()).section("track_id", track);
            assertThat(outbound.charts().keySet()).containsAll(OUTBOUND_CHARTS);
            assertThat(outbound.texts().keySet()).contains("outbound-rtp.variant", "outbound-rtp.variant-reason");
            assertNothingIsUnseen(shown);
        }
    }

    /** Metadata may be anything; null shows nothing, as with Fishjam. */
    private static void assertNothingIsUnseen(DashboardSection section) {
        assertThat(Set.of("endpoint.metadata", "track.metadata")).containsAll(section.unseen());
        section.sections().values().forEach(DashboardTest::assertNothingIsUnseen);
    }

    /** Rates are there from the second report of a stream on, and so is what reports of RTCP count. */
    private static boolean isWhole(ServerMessage message, String room, Guest... guests) {
        if (!message.hasMetricsReport()
                || !Stream.of(ENDPOINT_CHARTS, INBOUND_CHARTS, OUTBOUND_CHARTS)
                        .flatMap(List::stream)
                        .allMatch(key -> message.getMetricsReport().getMetrics().contains("\"" + key + "\""))) {
            return false;
        }
        DashboardSection report = DashboardSection.of(json(message));
        return report.has("room_id", room)
                && Stream.of(guests)
                        .allMatch(guest -> report.section("room_id", room).has("endpoint_id", guest.id()));
    }

    private static JsonNode json(ServerMessage message) {
        return BrowserDriver.json(message.getMetricsReport().getMetrics());
    }

    private static List<String> withRates(List<String> rated, String... others) {
        List<String> keys = new ArrayList<>(List.of(others));
        rated.forEach(key -> {
            keys.add(key);
            keys.add(key + "-per-second");
        });
        return keys;
    }
}
