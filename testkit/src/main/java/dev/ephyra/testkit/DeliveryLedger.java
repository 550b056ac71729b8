package dev.ephyra.testkit;

import com.google.protobuf.ByteString;
import dev.ephyra.wire.ServerMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The oracle of one endpoint: what a receiver keeps about each request, checked as it arrives. In the terms of the campaign:
 * first arrivals of a room's incarnation strictly increase and holes are announced (I2), one id or number has one content
 * (I3), and a room ends once, after which nothing follows (I5). What is missing (I1) only a {@link RoomModel} knows.
 *
 * <p>A repetition is a retry when nothing accepted it before, else a duplicate; only the latter count (I4). Memory: some
 * 100 B per notification. Fed by the connections of a {@link WebhookSink}, read by a test.
 */
public final class DeliveryLedger implements Consumer<WebhookPost> {
    // More of them say nothing new.
    private static final int MOST_BROKEN = 50;

    private final Map<String, List<Notification>> byRoom = new LinkedHashMap<>();
    private final Map<String, Incarnation> current = new HashMap<>();
    private final Map<String, Set<String>> epochs = new HashMap<>();
    private final Map<String, Integer> replayed = new HashMap<>();
    private final List<String> broken = new ArrayList<>();
    private long faults;
    private long posts;
    private long events;
    private long retried;
    private long duplicated;
    private long reordered;

    /**
     * What was received so far.
     *
     * @param posts requests, events what was in them for the first time
     * @param retried events that came again after they were refused, duplicated after they were accepted
     * @param broken each broken invariant in words, the first fifty
     */
    public record Verdict(
            long posts, long events, long retried, long duplicated, long reordered, List<String> broken) {}

    /** One life of a room, as this endpoint was told. */
    private static final class Incarnation {
        private final String epoch;
        private final Map<String, Integer> bodyById = new HashMap<>();
        private final Map<Long, Integer> contents = new HashMap<>();
        private final Map<Long, Long> repeatedAfterFault = new HashMap<>();
        private final Map<String, Boolean> connected = new HashMap<>();
        private long arrivedSeq;
        private long acceptedSeq;
        private int lastBody;
        private boolean ended;
        private long inFlightFrom;
        private long inFlightPost;

        Incarnation(String epoch) {
            this.epoch = epoch;
        }

        /** Accepted in that post: what is new of the last one is all that may still be in flight. */
        void accepted(long seq, long post) {
            if (seq > acceptedSeq && inFlightPost != post) {
                inFlightFrom = seq;
                inFlightPost = post;
            }
            acceptedSeq = Math.max(acceptedSeq, seq);
        }
    }

    /** Adds a request that was read to its end, in the order of arrival per room. */
    @Override
    public synchronized void accept(WebhookPost post) {
        posts++;
        List<ServerMessage> members = post.messages();
        boolean first = true;
        for (int i = 0; i < members.size(); i++) {
            Notification told = Notification.of(members.get(i)).orElse(null);
            if (told != null) {
                member(post, told, content(members.get(i)), seqOf(post, members, i), first);
                first = false;
            }
        }
    }

    /** A fault begins after which what was in flight may come again. */
    public synchronized void fault() {
        faults++;
    }

    public synchronized Verdict verdict() {
        return new Verdict(posts, events, retried, duplicated, reordered, List.copyOf(broken));
    }

    /** Each room's notifications in the order of their first arrival, all incarnations. */
    public synchronized Map<String, List<Notification>> byRoom() {
        Map<String, List<Notification>> copy = new HashMap<>();
        byRoom.forEach((room, told) -> copy.put(room, List.copyOf(told)));
        return copy;
    }

    /** Drops what is kept of rooms that ended, so that a run may last as long as it likes; returns which. */
    public synchronized Set<String> forgetEnded() {
        Set<String> ended = new HashSet<>();
        byRoom.keySet().stream()
                .filter(room -> {
                    Incarnation last = current.get(room);
                    return last != null && last.ended;
                })
                .forEach(ended::add);
        byRoom.keySet().removeAll(ended);
        current.keySet().removeAll(ended);
        epochs.keySet().removeAll(ended);
        return ended;
    }

    /** What came marked as asked for again, by event id. */
    public synchronized int replayed() {
        return replayed.size();
    }

    private void member(WebhookPost post, Notification told, int content, long numbered, boolean first) {
        if (post.headers().containsKey("x-fishjam-replay")) {
            replayed.put(post.headers().getOrDefault("webhook-id", ""), content);
            return;
        }
        Incarnation incarnation = incarnation(post, told);
        if (incarnation == null) {
            return;
        }
        if (first) {
            checkBytes(incarnation, post, told);
        }
        // A sender without numbers may repeat the message before, and nothing else.
        long seq = numbered > 0 ? numbered : incarnation.arrivedSeq + (incarnation.lastBody == content ? 0 : 1);
        Integer before = incarnation.contents.putIfAbsent(seq, content);
        if (before != null) {
            again(incarnation, post, told, content, before, seq);
        } else if (seq <= incarnation.arrivedSeq) {
            reordered++;
            breaks("I2: " + told + " has number " + seq + " after " + incarnation.arrivedSeq);
        } else {
            firstArrival(incarnation, post, told, seq, first);
        }
        incarnation.lastBody = content;
        if (post.accepted()) {
            incarnation.accepted(seq, posts);
        }
    }

    /** Only a lane sends an id, and a lane is of one incarnation. */
    private void checkBytes(Incarnation incarnation, WebhookPost post, Notification told) {
        String id = post.headers().getOrDefault("webhook-id", "");
        int body = Arrays.hashCode(post.body());
        Integer before = id.isEmpty() ? null : incarnation.bodyById.putIfAbsent(id, body);
        if (before != null && before != body) {
            breaks("I3: id " + id + " came with two bodies: " + told);
        }
    }

    private void again(
            Incarnation incarnation, WebhookPost post, Notification told, int content, int before, long seq) {
        if (content != before) {
            breaks("I3: number " + seq + " of " + told.roomId() + " came with two contents: " + told);
        }
        if (seq <= incarnation.acceptedSeq && post.accepted()) {
            duplicated++;
            checkInFlight(incarnation, told, seq);
        } else {
            retried++;
        }
    }

    /**
     * A lane has one request in flight: a fault makes it repeat, once, what that had, and no fault anything. A batch may come
     * again in other pieces, since who is in it is not kept over a restart.
     */
    private void checkInFlight(Incarnation incarnation, Notification told, long seq) {
        Long before = incarnation.repeatedAfterFault.put(seq, faults);
        if (seq < incarnation.inFlightFrom || (before == null ? faults == 0 : before == faults)) {
            breaks("I4: more was repeated than was in flight: " + told);
        }
    }

    private void firstArrival(
            Incarnation incarnation, WebhookPost post, Notification told, long seq, boolean firstOfPost) {
        events++;
        if (incarnation.ended) {
            breaks("I5: " + told + " after the end of its room");
        }
        if (firstOfPost) {
            checkHole(incarnation, post, told, seq);
        }
        checkPairs(incarnation, told);
        incarnation.ended |= told.isRoomEnd();
        incarnation.arrivedSeq = seq;
        byRoom.computeIfAbsent(told.roomId(), room -> new ArrayList<>()).add(told);
    }

    /** The sender names the number it sent before; a hole between is there only with its announcement. */
    private void checkHole(Incarnation incarnation, WebhookPost post, Notification told, long seq) {
        String previous = post.headers().get("x-fishjam-prev-seq");
        if (previous == null || incarnation.arrivedSeq == 0) {
            return;
        }
        long prev = Long.parseLong(previous);
        String gap = post.headers().getOrDefault("x-fishjam-gap", "");
        // What was refused and then given up is in the announced hole; without one, the number before is what came
        // before.
        if (gap.isEmpty() && prev != incarnation.arrivedSeq) {
            breaks("I2: " + told + " has number " + seq + " and follows " + prev + ", but " + incarnation.arrivedSeq
                    + " came before it");
        }
    }

    private void checkPairs(Incarnation incarnation, Notification told) {
        if (told.kind().equals("peer_connected")) {
            if (Boolean.TRUE.equals(incarnation.connected.put(told.subject(), true))) {
                breaks("I5: connected twice: " + told);
            }
        } else if (told.kind().equals("peer_disconnected")) {
            if (!Boolean.TRUE.equals(incarnation.connected.put(told.subject(), false))) {
                breaks("I5: disconnected and never connected: " + told);
            }
        }
    }

    private @Nullable Incarnation incarnation(WebhookPost post, Notification told) {
        String epoch = post.headers().getOrDefault("x-fishjam-room-epoch", "");
        Incarnation known = current.get(told.roomId());
        if (known != null && known.epoch.equals(epoch)) {
            return known;
        }
        if (!epochs.computeIfAbsent(told.roomId(), room -> new HashSet<>()).add(epoch)) {
            reordered++;
            breaks("I2: " + told + " of epoch " + epoch + " after a later one of its room began");
            return null;
        }
        if (known != null && !known.ended) {
            breaks("I5: epoch " + epoch + " of " + told.roomId() + " began before " + known.epoch + " ended");
        }
        Incarnation begun = new Incarnation(epoch);
        current.put(told.roomId(), begun);
        return begun;
    }

    /** Field 1000 where it is there, else the header; 0 when the sender numbers nothing. */
    private static long seqOf(WebhookPost post, List<ServerMessage> members, int index) {
        if (members.get(index).hasMeta()) {
            return members.get(index).getMeta().getRoomSeq();
        }
        String[] range = post.headers().getOrDefault("x-fishjam-room-seq", "0").split("-", 2);
        long from = Long.parseLong(range[0]);
        return from == 0 ? 0 : from + index;
    }

    /** The notification without field 1000, which tells of this delivery too. */
    private static int content(ServerMessage message) {
        ByteString bytes =
                message.hasMeta() ? message.toBuilder().clearMeta().build().toByteString() : message.toByteString();
        return bytes.hashCode();
    }

    private void breaks(String what) {
        if (broken.size() < MOST_BROKEN) {
            broken.add(what);
        }
    }
}
