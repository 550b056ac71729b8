package dev.ephyra.sdk;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Creates, shows and deletes rooms, peers and components of one server over its REST API: Ephyra, Fishjam 0.6 or
 * Jellyfish 0.5. Each method waits for the answer; {@link #async()} has the same methods without waiting.
 *
 * <pre>{@code
 * RoomApi rooms = RoomApi.create("localhost:5002", token);
 * Room room = rooms.createRoom(RoomOptions.defaults().withMaxPeers(10)).room();
 * AddedPeer ada = rooms.addPeer(room.id(), PeerOptions.webRtc());
 * sendToBrowser(ada.websocketUrl(), ada.token());
 * }</pre>
 *
 * <p>No call lasts longer than the {@linkplain Builder#timeout time limit}. A read or deletion that gets no answer, or
 * one that says to come again (429, 502, 503, 504), is repeated within that limit, after a growing pause or the one that
 * {@code Retry-After} asks for. Where an attempt before may have reached the server, a deletion that then finds nothing has
 * succeeded. What creates something is sent exactly once.
 *
 * <p>Every method throws a {@link FishjamException} if there is no result, and an {@link IllegalArgumentException}, before
 * anything is sent, if an id is empty, is one dot or two, or contains a slash or control character. An interrupt of the waiting
 * thread ends the call with an {@link UnreachableException} and leaves the interrupt flag set.
 *
 * <p>Immutable, safe for many threads; one instance per server is enough. There is nothing to close: connections belong to
 * the {@link HttpClient}.
 */
public final class RoomApi {
    private final RoomCalls calls;
    private final Exchanges exchanges;

    RoomApi(Exchanges exchanges) {
        this.exchanges = exchanges;
        this.calls = new RoomCalls(exchanges.server());
    }

    /**
     * A client with the defaults of {@link #builder}.
     *
     * @param address {@code host:port}, or a URL with an optional path prefix; see {@link ServerAddress#of}
     * @param token the server's API token
     * @throws IllegalArgumentException if the address is none, or the token could not be sent
     */
    public static RoomApi create(String address, String token) {
        return builder(address, token).build();
    }

    /**
     * A client with settings of your own.
     *
     * @param address {@code host:port}, or a URL with an optional path prefix; see {@link ServerAddress#of}
     * @param token the server's API token
     */
    public static Builder builder(String address, String token) {
        return new Builder(address, token);
    }

    /** The same calls, not waited for. */
    public AsyncRoomApi async() {
        return new AsyncRoomApi(exchanges);
    }

    /**
     * The same token, settings and connections for another server of the cluster.
     *
     * @param address as in {@link CreatedRoom#address()}; without a scheme it is reached with TLS if this one is
     * @throws IllegalArgumentException if it is no address
     */
    public RoomApi at(String address) {
        return new RoomApi(exchanges.at(ServerAddress.of(address, server().isSecure())));
    }

    /** The server that is asked. */
    public ServerAddress server() {
        return exchanges.server();
    }

    /** Creates a room with the server's defaults and an id that it makes. */
    public CreatedRoom createRoom() {
        return createRoom(RoomOptions.defaults());
    }

    /**
     * Creates a room.
     *
     * @return the room, and the server of the cluster that has it
     * @throws BadRequestException if an option is wrong, or a room of that id exists
     * @throws ServiceUnavailableException if the server takes no new rooms
     */
    public CreatedRoom createRoom(RoomOptions options) {
        return exchanges.await(calls.createRoom(options));
    }

    /**
     * Shows a room with what is in it now.
     *
     * @throws NotFoundException if there is no such room
     */
    public Room getRoom(String roomId) {
        return exchanges.await(calls.getRoom(roomId));
    }

    /** Shows all rooms of the server, in no order. In a cluster these may be the rooms of this node only. */
    public List<Room> getAllRooms() {
        return exchanges.await(calls.getAllRooms());
    }

    /**
     * Deletes a room with all that is in it, and closes the sockets of its peers.
     *
     * @throws NotFoundException if there is no such room
     */
    public void deleteRoom(String roomId) {
        exchanges.await(calls.deleteRoom(roomId));
    }

    /** Adds a peer with the server's defaults. See {@link #addPeer(String, PeerOptions)}. */
    public AddedPeer addPeer(String roomId) {
        return addPeer(roomId, PeerOptions.webRtc());
    }

    /**
     * Adds a peer that may then connect with the token of the answer.
     *
     * @throws NotFoundException if there is no such room
     * @throws ServiceUnavailableException if the room has as many peers as it may have ({@link ConflictException} on newer
     *     servers)
     * @throws BadRequestException if the server takes no such peers
     */
    public AddedPeer addPeer(String roomId, PeerOptions options) {
        return exchanges.await(calls.addPeer(roomId, options));
    }

    /**
     * Deletes a peer, and closes its socket.
     *
     * @throws NotFoundException if there is no such room or peer
     */
    public void deletePeer(String roomId, String peerId) {
        exchanges.await(calls.deletePeer(roomId, peerId));
    }

    /**
     * Adds a component. Its tracks come later, as notifications.
     *
     * @throws NotFoundException if there is no such room, or no such file
     * @throws BadRequestException if the server has components of this type disabled, the room has one already or is of
     *     another video codec, or an option is wrong
     */
    public Component addComponent(String roomId, ComponentOptions options) {
        return exchanges.await(calls.addComponent(roomId, options));
    }

    /**
     * Deletes a component.
     *
     * @throws NotFoundException if there is no such room or component
     */
    public void deleteComponent(String roomId, String componentId) {
        exchanges.await(calls.deleteComponent(roomId, componentId));
    }

    /**
     * Makes an HLS or recording component of {@link SubscribeMode#MANUAL} take the tracks of these peers and components, now
     * and later, besides those named before. (Servers before 0.5 have this under another path; they answer 404.)
     *
     * @param origins ids of peers and components; those that do not exist are no error
     * @throws NotFoundException if there is no such room
     * @throws BadRequestException if there is no such component, or it takes tracks by itself or not at all
     */
    public void subscribe(String roomId, String componentId, List<String> origins) {
        exchanges.await(calls.subscribe(roomId, componentId, origins));
    }

    /**
     * Has a SIP component call a number. The answer comes before the call does: a number that cannot be called shows as a
     * notification that the component crashed.
     *
     * @throws NotFoundException if there is no such room
     * @throws BadRequestException if there is no such component, or it is not a SIP component
     */
    public void sipDial(String roomId, String componentId, String phoneNumber) {
        exchanges.await(calls.sipDial(roomId, componentId, phoneNumber));
    }

    /**
     * Has a SIP component end its call.
     *
     * @throws NotFoundException if there is no such room
     * @throws BadRequestException if there is no such component, or it is not a SIP component
     */
    public void sipEndCall(String roomId, String componentId) {
        exchanges.await(calls.sipEndCall(roomId, componentId));
    }

    /**
     * The ids of all recordings: HLS streams of rooms that have ended, which were kept ({@code persistent}). A recording has the id of
     * its room.
     *
     * @throws NotFoundException if the server cannot read the folder that they are in
     */
    public List<String> getRecordings() {
        return exchanges.await(calls.getRecordings());
    }

    /**
     * Deletes a recording, with all that can be played of it.
     *
     * @throws NotFoundException if there is no such recording
     * @throws BadRequestException if it is no id of one
     */
    public void deleteRecording(String recordingId) {
        exchanges.await(calls.deleteRecording(recordingId));
    }

    /** What the server says of itself. That it answers is not yet that it serves: see {@link HealthReport#status()}. */
    public HealthReport health() {
        return exchanges.await(calls.health());
    }

    @Override
    public String toString() {
        return "RoomApi[" + server().rest() + "]";
    }

    /** Settings of a {@link RoomApi}. Owned by one thread. */
    public static final class Builder {
        /** Longer than a server takes that is under load: Ephyra answers 503 after 15 s. */
        private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(20);

        private static final Duration LONGEST_TIMEOUT = Duration.ofDays(1);
        private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

        private final String address;
        private final String token;
        private boolean secure;
        private Duration timeout = DEFAULT_TIMEOUT;
        private RetryPolicy retries = new RetryPolicy(RetryPolicy.DEFAULT_RETRIES);
        private @Nullable HttpClient client;

        private Builder(String address, String token) {
            this.address = address;
            this.token = token;
        }

        /** Whether TLS is used, {@code false} if not said. A scheme in the address wins. */
        public Builder secure(boolean enabled) {
            secure = enabled;
            return this;
        }

        /**
         * How long one call may take, its repetitions and pauses included; 20 s if not said.
         *
         * @throws IllegalArgumentException if it is not positive, or more than a day
         */
        public Builder timeout(Duration limit) {
            if (limit.isNegative() || limit.isZero() || limit.compareTo(LONGEST_TIMEOUT) > 0) {
                throw new IllegalArgumentException("a time limit is more than nothing and at most a day: " + limit);
            }
            timeout = limit;
            return this;
        }

        /**
         * How often a read or deletion is repeated; 2 if not said, 0 for never.
         *
         * @throws IllegalArgumentException if it is negative or more than 10
         */
        public Builder retries(int attemptsAfterTheFirst) {
            retries = new RetryPolicy(attemptsAfterTheFirst);
            return this;
        }

        /**
         * The client that sends, with its own TLS, proxy and executor. If not said, one is made that speaks HTTP/1.1 and
         * gives up connecting after 5 s.
         *
         * <p>Let it follow no redirects, as a client of the JDK does not unless told to: a creation that is redirected may be sent
         * as a read, and the token may go to another host.
         */
        public Builder httpClient(HttpClient given) {
            client = given;
            return this;
        }

        /**
         * The client.
         *
         * @throws IllegalArgumentException if the address is none, or the token could not be sent
         */
        public RoomApi build() {
            // The JDK's refusal of such a header would show the token.
            if (token.isBlank() || !token.chars().allMatch(letter -> letter > ' ' && letter < 0x7f)) {
                throw new IllegalArgumentException("a token is printable ASCII without spaces, and not empty");
            }
            HttpClient http = Objects.requireNonNullElseGet(client, Builder::newClient);
            return new RoomApi(
                    new Exchanges(http, ServerAddress.of(address, secure), "Bearer " + token, timeout, retries));
        }

        private static HttpClient newClient() {
            return HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_TIMEOUT)
                    .build();
        }
    }
}
