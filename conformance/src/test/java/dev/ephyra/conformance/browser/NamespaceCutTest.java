package dev.ephyra.conformance.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ephyra.conformance.browser.BrowserDriver.Client;
import dev.ephyra.testkit.Notification;
import dev.ephyra.testkit.ServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Browsers in a network namespace whose cable is pulled and plugged in again: unlike behind a link that only loses
 * everything, they see their interface go. Not run where namespaces are not allowed; {@link BrowserNetworkTest} always is.
 */
class NamespaceCutTest {
    private static final Duration SHORT_CUT = Duration.ofSeconds(4);
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(20);
    private static final Duration BACK = Duration.ofSeconds(30);

    @TempDir
    Path home;

    @Test
    void peersStayOverAShortCutAndComeBackAfterALongOne() throws IOException, InterruptedException {
        Optional<NetworkNamespace> made = NetworkNamespace.make();
        assumeTrue(made.isPresent(), "may not make a network namespace with a cable");
        ServerOptions options = ServerOptions.in(home)
                .with("FJ_IP", "0.0.0.0")
                .with("FJ_WEBRTC_TURN_IP", NetworkNamespace.HERE)
                .with("FJ_WEBRTC_TURN_LISTEN_IP", NetworkNamespace.HERE);
        try (NetworkNamespace network = made.get();
                BrowserScene scene = BrowserScene.start(options, network.launcher())) {
            String room = scene.room("\"vp8\"");
            String address = NetworkNamespace.HERE + ":" + scene.server.port();
            List<Guest> guests = scene.publishing(room, address, Client.MODERN, Client.LEGACY);
            List<Viewing> before = Viewing.ofAll(guests);
            Viewing.untilAllWentOn(before);

            network.down();
            Viewing.untilAllStoodStillFor(before, SHORT_CUT);
            network.up();
            Viewing.untilAllWentOn(Viewing.ofAll(guests));
            assertThat(scene.kinds(room)).doesNotContain("peer_disconnected", "peer_crashed", "track_removed");

            network.down();
            for (Guest guest : guests) {
                scene.told.awaitNotification(Notification.peerDisconnected(room, guest.id()), LONGEST_SILENCE);
            }
            network.up();
            for (Guest guest : guests) {
                guest.page()
                        .awaitEvents(
                                "its return", BACK, 2, event -> event.name().equals("joined"));
            }
            // The current client leaves it to applications to publish again.
            guests.getFirst().publish();
            Viewing.untilAllWentOn(Viewing.ofAll(guests));
        }
    }
}
