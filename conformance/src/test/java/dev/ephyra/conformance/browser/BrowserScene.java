package dev.ephyra.conformance.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.ephyra.testkit.Notification;
import dev.ephyra.testkit.RestClient;
import dev.ephyra.testkit.ServerOptions;
import dev.ephyra.testkit.ServerProcess;
import dev.ephyra.testkit.ServerSocketClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What these tests have in common: a server, a subscriber who is told everything, and a browser. Used by one test thread. */
final class BrowserScene implements AutoCloseable {
    final ServerProcess server;
    final RestClient rest;
    final ServerSocketClient told;

    private final BrowserDriver driver;
    private final List<BrowserPage> pages = new ArrayList<>();
    private int rooms;

    private BrowserScene(ServerProcess server, ServerSocketClient told, BrowserDriver driver) {
        this.server = server;
        this.rest = server.rest();
        this.told = told;
        this.driver = driver;
    }

    static BrowserScene start(Path home) throws IOException, InterruptedException {
        return start(ServerOptions.in(home));
    }

    static BrowserScene start(ServerOptions options) throws IOException, InterruptedException {
        return start(options, List.of());
    }

    /** The same with a server of these options, and a browser whose driver is started by these words. */
    static BrowserScene start(ServerOptions options, List<String> launcher) throws IOException, InterruptedException {
        BrowserDriver driver = BrowserDriver.start(launcher);
        ServerProcess server = ServerProcess.start(options);
        return new BrowserScene(server, ServerSocketClient.subscribed(server.port()), driver);
    }

    /** A new room of the clients' own choice of codec; its id. */
    String room() {
        return room("null");
    }

    /** A new room with the codec given as JSON; its id. */
    String room(String codec) {
        String id = "room" + ++rooms;
        String options = "{\"roomId\":\"" + id + "\",\"videoCodec\":" + codec + "}";
        assertThat(rest.createRoom(options).status()).isEqualTo(201);
        return id;
    }

    /** Adds a peer to the room, and opens a page for it. */
    Guest guest(String room, BrowserDriver.Client client) {
        return guest(room, client, false);
    }

    /** The same, perhaps in a network that lets no UDP through. */
    Guest guest(String room, BrowserDriver.Client client, boolean onlyTcp) {
        JsonNode added = rest.addPeer(room).data();
        BrowserPage page = driver.open(client, onlyTcp);
        pages.add(page);
        String id = added.at("/peer/id").asText();
        return new Guest(id, added.path("token").asText(), page, server.address(), false);
    }

    /**
     * Guests that joined one after the other and publish both of theirs.
     *
     * @param address where they find the server; they come again by themselves
     */
    List<Guest> publishing(String room, String address, BrowserDriver.Client... clients) {
        List<Guest> guests = new ArrayList<>();
        for (BrowserDriver.Client client : clients) {
            Guest guest = guest(room, client).reconnectingTo(address);
            guest.join("null");
            guest.publish();
            guests.add(guest);
        }
        return guests;
    }

    /** What was told of a room, by kind, in order. */
    List<String> kinds(String room) {
        return told.notifications().stream()
                .filter(notification -> notification.roomId().equals(room))
                .map(Notification::kind)
                .toList();
    }

    /** What the API says of a peer. */
    JsonNode peer(String room, Guest guest) {
        for (JsonNode peer : rest.get("/room/" + room).data().path("peers")) {
            if (peer.path("id").asText().equals(guest.id())) {
                return peer;
            }
        }
        throw new AssertionError(guest.id() + " is not in " + room);
    }

    /** Closes a guest's page, as a person closes a tab. */
    void closePage(Guest guest) {
        guest.page().close();
        pages.remove(guest.page());
    }

    /** Closes all pages: a browser that decodes for nobody slows the next test. */
    void closePages() {
        // Forgotten first: a page that does not answer fails its own test, and not the next one too.
        List<BrowserPage> closing = List.copyOf(pages);
        pages.clear();
        closing.forEach(BrowserPage::close);
    }

    @Override
    public void close() {
        driver.close();
        told.close();
        rest.close();
        server.close();
    }
}
