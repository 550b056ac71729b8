package dev.ephyra.sdk.notification;

import java.time.Instant;
import java.util.Optional;

/**
 * Which event a notification tells of. Ephyra says it, Fishjam does not. The same on every attempt, channel and replay, but
 * for {@code prevSeq}, {@code cursor} and {@code replay}, which are the receiver's.
 *
 * <p>Of a webhook without {@code meta} in its body, all but {@code eventId} is of headers that no signature covers; what headers do
 * not tell (detail, metadata, counts) is empty then.
 *
 * @param eventId unique; also the id of its webhook
 * @param roomSeq its number in {@code roomEpoch}, from 1 without gaps; 0 if it is of no room
 * @param roomEpoch which life of the room's id
 * @param prevSeq the number of the event of this room that this receiver was told of before; 0 if of none
 * @param cursor resume after it; opaque
 * @param occurredAt to the microsecond; never decreasing inside a room
 * @param reason why something ended, as in {@code network_lost}; empty where nothing did
 * @param detail for people
 * @param roomMetadata JSON text of what the backend says of the room
 * @param peerMetadata JSON text of what the peer that the event is about says of itself
 * @param counts what the room has after the event
 * @param test whether it was made by a trigger, in a room made for it
 * @param replay whether it is sent again because somebody asked
 * @param lastAliveAt where a restart of the server ended the room: when the server was still alive
 */
public record EventIdentity(
        String eventId,
        long roomSeq,
        String roomEpoch,
        long prevSeq,
        Optional<String> cursor,
        Instant occurredAt,
        Optional<String> reason,
        Optional<String> detail,
        Optional<String> roomMetadata,
        Optional<String> peerMetadata,
        Optional<RoomCounts> counts,
        boolean test,
        boolean replay,
        Optional<Instant> lastAliveAt) {}
