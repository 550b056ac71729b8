package dev.ephyra.sdk;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * {@link RoomApi} without waiting: the same calls, limits and repetitions, each giving a future. Made by {@link
 * RoomApi#async()}.
 *
 * <pre>{@code
 * rooms.async()
 *         .createRoom()
 *         .thenCompose(created -> rooms.async().addPeer(created.room().id()))
 *         .thenAcceptAsync(peer -> send(peer.token()), executor);
 * }</pre>
 *
 * <p>A future fails with the {@link FishjamException} that the blocking method throws, wrapped in a {@code
 * CompletionException} or {@code ExecutionException} as futures do. It completes on a thread of the HTTP client or of the
 * common pool: do not block there. Cancelling it gives the call up; whether the request took effect is then unknown. Wrong
 * arguments are thrown at once.
 *
 * <p>Immutable, safe for many threads.
 */
public final class AsyncRoomApi {
    private final RoomCalls calls;
    private final Exchanges exchanges;

    AsyncRoomApi(Exchanges exchanges) {
        this.exchanges = exchanges;
        this.calls = new RoomCalls(exchanges.server());
    }

    /** See {@link RoomApi#createRoom()}. */
    public CompletableFuture<CreatedRoom> createRoom() {
        return createRoom(RoomOptions.defaults());
    }

    /** See {@link RoomApi#createRoom(RoomOptions)}. */
    public CompletableFuture<CreatedRoom> createRoom(RoomOptions options) {
        return exchanges.start(calls.createRoom(options));
    }

    /** See {@link RoomApi#getRoom}. */
    public CompletableFuture<Room> getRoom(String roomId) {
        return exchanges.start(calls.getRoom(roomId));
    }

    /** See {@link RoomApi#getAllRooms}. */
    public CompletableFuture<List<Room>> getAllRooms() {
        return exchanges.start(calls.getAllRooms());
    }

    /** See {@link RoomApi#deleteRoom}. */
    public CompletableFuture<@Nullable Void> deleteRoom(String roomId) {
        return exchanges.start(calls.deleteRoom(roomId));
    }

    /** See {@link RoomApi#addPeer(String)}. */
    public CompletableFuture<AddedPeer> addPeer(String roomId) {
        return addPeer(roomId, PeerOptions.webRtc());
    }

    /** See {@link RoomApi#addPeer(String, PeerOptions)}. */
    public CompletableFuture<AddedPeer> addPeer(String roomId, PeerOptions options) {
        return exchanges.start(calls.addPeer(roomId, options));
    }

    /** See {@link RoomApi#deletePeer}. */
    public CompletableFuture<@Nullable Void> deletePeer(String roomId, String peerId) {
        return exchanges.start(calls.deletePeer(roomId, peerId));
    }

    /** See {@link RoomApi#addComponent}. */
    public CompletableFuture<Component> addComponent(String roomId, ComponentOptions options) {
        return exchanges.start(calls.addComponent(roomId, options));
    }

    /** See {@link RoomApi#deleteComponent}. */
    public CompletableFuture<@Nullable Void> deleteComponent(String roomId, String componentId) {
        return exchanges.start(calls.deleteComponent(roomId, componentId));
    }

    /** See {@link RoomApi#subscribe}. */
    public CompletableFuture<@Nullable Void> subscribe(String roomId, String componentId, List<String> origins) {
        return exchanges.start(calls.subscribe(roomId, componentId, origins));
    }

    /** See {@link RoomApi#sipDial}. */
    public CompletableFuture<@Nullable Void> sipDial(String roomId, String componentId, String phoneNumber) {
        return exchanges.start(calls.sipDial(roomId, componentId, phoneNumber));
    }

    /** See {@link RoomApi#sipEndCall}. */
    public CompletableFuture<@Nullable Void> sipEndCall(String roomId, String componentId) {
        return exchanges.start(calls.sipEndCall(roomId, componentId));
    }

    /** See {@link RoomApi#getRecordings}. */
    public CompletableFuture<List<String>> getRecordings() {
        return exchanges.start(calls.getRecordings());
    }

    /** See {@link RoomApi#deleteRecording}. */
    public CompletableFuture<@Nullable Void> deleteRecording(String recordingId) {
        return exchanges.start(calls.deleteRecording(recordingId));
    }

    /** See {@link RoomApi#health}. */
    public CompletableFuture<HealthReport> health() {
        return exchanges.start(calls.health());
    }

    @Override
    public String toString() {
        return "AsyncRoomApi[" + exchanges.server().rest() + "]";
    }
}
