package dev.ephyra.sdk.notification;

/**
 * What a server tells: one record for each kind, named as in Fishjam's other SDKs. Closed, so a {@code switch} of Java 21 over
 * the records is checked by the compiler:
 *
 * <pre>{@code
 * switch (notification.content()) {
 *     case RoomNotification.PeerConnected peer -> admit(peer.roomId(), peer.peerId());
 *     case RoomNotification.RoomCrashed room -> moveElsewhere(room.roomId());
 *     case RoomNotification other -> {}
 *     case CloudNotification other -> {}
 *     case HealthNotification health -> alert(health);
 *     case ServerNotification.Unknown later -> {}
 * }
 * }</pre>
 *
 * <p>Texts are never null; one that the server left out is empty. Metadata is JSON text, {@code null} (these four letters) where
 * there is none. All of it is immutable.
 */
public sealed interface ServerNotification
        permits RoomNotification, CloudNotification, HealthNotification, ServerNotification.Unknown {
    /**
     * A kind that this version does not know, made by a later server; {@link Notification#raw()} has its bytes. It counts among the numbers
     * of its room and comes in their order: a server says in {@link Notification#roomId()} whose it is, and one that does not is handed
     * over after everything before it and before everything behind.
     *
     * @param field its field number in {@code ServerMessage}; 0 if the message has no content at all
     */
    record Unknown(int field) implements ServerNotification {}
}
