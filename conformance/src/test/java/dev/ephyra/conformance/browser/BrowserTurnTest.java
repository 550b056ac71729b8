package dev.ephyra.conformance.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.conformance.browser.BrowserDriver.Client;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Browsers in a network without UDP, which reach the server by TURN over TCP alone. */
class BrowserTurnTest {
    private static final int PICTURE_LINES = 360;
    private static final String CAMERA = "{\"type\":\"camera\",\"paused\":false}";

    @TempDir
    static Path home;

    private static BrowserScene scene;
    private static RestClient metrics;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        scene = BrowserScene.start(ServerOptions.in(home).with("FJ_WEBRTC_TURN_TCP_PORT", Integer.toString(port)));
        metrics = new RestClient("http://127.0.0.1:" + scene.server.metricsPort(), "");
    }

    @AfterEach
    void closePages() {
        scene.closePages();
    }

    @AfterAll
    static void end() {
        metrics.close();
        scene.close();
    }

    @ParameterizedTest
    @CsvSource({"LEGACY, LEGACY", "MODERN, MODERN", "LEGACY, MODERN"})
    void whoIsBehindAFirewallSeesAndIsSeen(Client behind, Client other) {
        String room = scene.room("\"vp8\"");
        Guest hidden = scene.guest(room, behind, true);
        Guest open = scene.guest(room, other);
        for (Guest guest : List.of(hidden, open)) {
            guest.join("null");
            guest.page().publish(true, PICTURE_LINES, CAMERA);
        }

        Viewing.untilAllWentOn(List.of(Viewing.begin(hidden, List.of(open)), Viewing.begin(open, List.of(hidden))));

        assertThat(metrics.get("/metrics").body())
                .containsPattern("ephyra_media_turn_tcp_connections [1-9]")
                .containsPattern("ephyra_media_connections\\{state=\"relayed\"\\} [1-9]");
    }
}
