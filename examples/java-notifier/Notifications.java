import dev.ephyra.sdk.AddedPeer;
import dev.ephyra.sdk.FishjamException;
import dev.ephyra.sdk.RoomApi;
import dev.ephyra.sdk.RoomOptions;
import dev.ephyra.sdk.notification.Notification;
import dev.ephyra.sdk.notification.RoomNotification;
import dev.ephyra.sdk.notifier.CursorStore;
import dev.ephyra.sdk.notifier.Delivery;
import dev.ephyra.sdk.notifier.Notifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Prints every notification of a server, and goes on where it was when it is started again.
 *
 * <pre>java -cp 'SDK:LIBRARIES' Notifications.java [--once]</pre>
 *
 * <p>With {@code --once} it plays the life of one room and ends: exit status 0 if all of it was told, else 1.
 */
public class Notifications {
    private static final String ADDRESS = setting("FISHJAM_ADDRESS", "localhost:5002");
    private static final String TOKEN = setting("FISHJAM_TOKEN", "development");
    private static final Path CURSOR = Path.of(setting("CURSOR_FILE", "notifications.cursor"));
    private static final Duration SOON = Duration.ofSeconds(20);

    private final RoomApi rooms = RoomApi.create(ADDRESS, TOKEN);
    private final CountDownLatch roomEnded = new CountDownLatch(1);
    private volatile String played = "";

    public static void main(String[] arguments) throws Exception {
        System.exit(new Notifications().run(arguments.length == 1 && arguments[0].equals("--once")));
    }

    private int run(boolean once) throws Exception {
        try (Notifier notifier = Notifier.builder(ADDRESS, TOKEN)
                .cursorStore(CursorStore.file(CURSOR))
                .onServerNotification(this::handle)
                .onGap(gap -> System.out.println("gap      " + gap))
                .onState(state -> System.out.println("state    " + state))
                .build()) {
            notifier.connect();
            notifier.waitReady(SOON);
            if (once) {
                playOneRoom();
                return roomEnded.await(SOON.toSeconds(), TimeUnit.SECONDS) ? 0 : 1;
            }
            // Until Ctrl-C. What was handled in the last 50 ms comes again after that, so a handler bears repetitions.
            new CountDownLatch(1).await();
            return 0;
        } catch (FishjamException none) {
            System.err.println("no notifications from " + ADDRESS + ": " + none.getMessage());
            return 1;
        }
    }

    /** What a backend does when people meet. */
    private void playOneRoom() {
        played = rooms.createRoom(RoomOptions.defaults().withMaxPeers(2)).room().id();
        AddedPeer peer = rooms.addPeer(played);
        System.out.println("a client connects to " + peer.websocketUrl() + " with the token of peer " + peer.peer().id());
        rooms.deletePeer(played, peer.peer().id());
        rooms.deleteRoom(played);
    }

    /** Is called for the notifications of a room one after the other. If it throws, it is called again with the same one. */
    private void handle(Delivery delivery) {
        System.out.println("told     " + line(delivery.notification()));
        // From Java 21 on, a switch over the records is checked for completeness.
        if (delivery.content() instanceof RoomNotification.RoomDeleted room && room.roomId().equals(played)) {
            roomEnded.countDown();
        }
    }

    /** {@code #3 PeerDeleted[...]}; a Fishjam server gives no numbers. */
    private static String line(Notification notification) {
        Optional<String> number = notification.event().map(event -> "#" + event.roomSeq() + " ");
        return number.orElse("") + notification.content();
    }

    private static String setting(String variable, String otherwise) {
        return Optional.ofNullable(System.getenv(variable)).orElse(otherwise);
    }
}
