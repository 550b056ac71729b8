package dev.ephyra.sdk.notifier;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.ServerMessage.EventType;
import dev.ephyra.wire.ServerMessage.SubscribeRequest;
import dev.ephyra.wire.ServerMessage.SubscribeResponse;
import dev.ephyra.wire.delivery.EventFilter;
import dev.ephyra.wire.delivery.EventMeta;
import dev.ephyra.wire.delivery.MissingRange;
import dev.ephyra.wire.delivery.RoomState;
import dev.ephyra.wire.delivery.RoomsSnapshot;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What the reference says of the server socket's streams, over a log in memory; or plain Fishjam. Offsets are from 1. */
final class ModelServer {
    /** One event of the log; {@code offset} is its place. */
    record Logged(long offset, String room, String epoch, long seq, boolean ends) {
        String id() {
            return epoch + "/" + seq;
        }
    }

    final List<Logged> log = new ArrayList<>();
    private final Map<String, Logged> open = new LinkedHashMap<>();
    private final boolean fishjam;

    /** How far the log had come when these numbers of rooms were read for a snapshot. */
    private final Map<Map<String, Long>, Long> snapshots = new HashMap<>();

    /** What happens while the rooms of a snapshot are read. */
    Runnable meanwhile = () -> {};

    private final String logEpoch = "log1";
    private long oldest = 1;

    /** Of the one durable consumer. */
    private long place = -1;

    private @Nullable Connection active;
    private int epochs;

    ModelServer(boolean fishjam) {
        this.fishjam = fishjam;
    }

    /** One connection. */
    final class Connection {
        private final ArrayDeque<byte[]> answers = new ArrayDeque<>();
        private final ArrayDeque<Long> unacked = new ArrayDeque<>();
        private final Map<String, Long> told = new HashMap<>();
        private SubscribeRequest request = SubscribeRequest.getDefaultInstance();
        private boolean authenticated;
        private boolean subscribed;
        private OptionalInt closeCode = OptionalInt.empty();
        private long position;
        private long covered;

        void receive(byte[] bytes) {
            ServerMessage message = parse(bytes);
            if (closeCode.isPresent()) {
                return;
            }
            if (message.hasAuthRequest()) {
                authenticated = true;
                answer(ServerMessage.newBuilder().setAuthenticated(ServerMessage.Authenticated.getDefaultInstance()));
            } else if (message.hasSubscribeRequest() && authenticated) {
                subscribe(message.getSubscribeRequest());
            } else if (message.hasAck()) {
                long offset = offset(message.getAck().getCursor());
                if (offset < 0 || offset > position) {
                    throw new AssertionError("acknowledged what was not sent: " + message);
                }
                while (!unacked.isEmpty() && unacked.peek() <= offset) {
                    unacked.remove();
                }
                if (!request.getDurableName().isEmpty()) {
                    place = Math.max(place, offset);
                }
            }
        }

        private void subscribe(SubscribeRequest asked) {
            request = asked;
            SubscribeResponse.Builder response = SubscribeResponse.newBuilder().setEventType(asked.getEventType());
            subscribed = true;
            takeOver();
            position = log.size();
            if (fishjam) {
                answer(ServerMessage.newBuilder().setSubscribeResponse(response));
                return;
            }
            long kept = asked.getDurableName().isEmpty() ? -1 : place;
            long resume = asked.hasResumeCursor() ? offset(asked.getResumeCursor()) : kept;
            boolean expired = resume >= 0 && resume + 1 < oldest;
            boolean recovered = resume >= 0 && resume <= log.size() && !expired;
            if (recovered) {
                position = resume;
            } else if (expired) {
                response.setMissing(MissingRange.newBuilder()
                        .setFromCursor(cursor(resume + 1))
                        .setToCursor(cursor(oldest - 1))
                        .setRecords(oldest - 1 - resume));
            }
            response.setRecovered(recovered).setCursor(cursor(position)).setOldestCursor(cursor(oldest - 1));
            answer(ServerMessage.newBuilder().setSubscribeResponse(response));
            if (!recovered && asked.getSnapshot()) {
                snapshot();
            }
        }

        /** One connection of a consumer is active: the newest, whichever of them its owner believes to be that. */
        private void takeOver() {
            if (request.getDurableName().isEmpty()) {
                return;
            }
            if (active != null && active != this) {
                active.subscribed = false;
                active.closeCode = OptionalInt.of(4010);
            }
            active = this;
        }

        /** The code that it is closed with; then nothing more comes of it. */
        OptionalInt closed() {
            return closeCode;
        }

        private void snapshot() {
            meanwhile.run();
            covered = log.size();
            List<RoomState> rooms = new ArrayList<>();
            open.values().forEach(last -> {
                told.put(last.epoch(), last.seq());
                rooms.add(RoomState.newBuilder()
                        .setRoomId(last.room())
                        .setRoomEpoch(last.epoch())
                        .setRoomSeq(last.seq())
                        .build());
            });
            snapshots.put(Map.copyOf(told), covered);
            int half = rooms.size() / 2;
            part(rooms.subList(0, half), false);
            part(rooms.subList(half, rooms.size()), true);
        }

        private void part(List<RoomState> rooms, boolean last) {
            answer(ServerMessage.newBuilder()
                    .setRoomsSnapshot(
                            RoomsSnapshot.newBuilder().addAllRooms(rooms).setLast(last)));
        }

        private void answer(ServerMessage.Builder message) {
            answers.add(message.build().toByteArray());
        }

        /** The frames it sends now. */
        List<byte[]> pump() {
            List<byte[]> frames = new ArrayList<>(answers);
            answers.clear();
            while (subscribed && position < log.size() && !isFull()) {
                Logged next = log.get((int) position);
                position = next.offset();
                if (!hides(next) && isWanted(request.getFilter(), next)) {
                    unacked.add(position);
                    frames.add(frame(next));
                }
            }
            return frames;
        }

        /** Of what happened while the snapshot was read, all but rooms that began and are not in it; told from their first on. */
        private boolean hides(Logged event) {
            long before = told.getOrDefault(event.epoch(), 0L);
            return event.offset() <= covered && event.seq() != before + 1;
        }

        /** Whether a frame of {@link #pump} is one that a server may send again. */
        boolean isNotification(byte[] frame) {
            return parse(frame).hasMeta();
        }

        private boolean isFull() {
            return !fishjam && request.getMaxUnacked() > 0 && unacked.size() >= request.getMaxUnacked();
        }

        private byte[] frame(Logged event) {
            ServerMessage.Builder message = ServerMessage.newBuilder();
            if (event.ends()) {
                message.setRoomDeleted(ServerMessage.RoomDeleted.newBuilder().setRoomId(event.room()));
            } else if (event.seq() == 1) {
                message.setRoomCreated(ServerMessage.RoomCreated.newBuilder().setRoomId(event.room()));
            } else {
                message.setPeerAdded(ServerMessage.PeerAdded.newBuilder()
                        .setRoomId(event.room())
                        .setPeerId(event.id()));
            }
            Long before = told.put(event.epoch(), event.seq());
            if (!fishjam) {
                message.setMeta(EventMeta.newBuilder()
                        .setEventId(event.id())
                        .setRoomSeq(event.seq())
                        .setRoomEpoch(event.epoch())
                        .setPrevSeq(before == null ? 0 : before)
                        .setCursor(cursor(event.offset())));
            }
            return message.build().toByteArray();
        }
    }

    /** The next event of a room: its first if it is not open. */
    void happen(String room, boolean ends) {
        Logged last = open.get(room);
        long offset = log.size() + 1L;
        Logged next = last == null
                ? new Logged(offset, room, room + "#" + ++epochs, 1, false)
                : new Logged(offset, room, last.epoch(), last.seq() + 1, ends);
        log.add(next);
        if (next.ends()) {
            open.remove(room);
        } else {
            open.put(room, next);
        }
    }

    /** Retention: nothing before {@code first} is kept. */
    void forget(long first) {
        oldest = Math.max(oldest, first);
    }

    /** Whether a snapshot with these numbers of rooms stands for {@code event}. */
    boolean isIn(Map<String, Long> rooms, Logged event) {
        Long seq = rooms.get(event.epoch());
        return seq == null ? event.offset() <= snapshots.getOrDefault(rooms, 0L) : event.seq() <= seq;
    }

    /** Of filters only kinds are modelled. */
    static boolean isWanted(EventFilter filter, Logged event) {
        String kind = event.ends() ? "roomDeleted" : event.seq() == 1 ? "roomCreated" : "peerAdded";
        return filter.getIncludeCount() == 0 || filter.getIncludeList().contains(kind);
    }

    String cursor(long offset) {
        return logEpoch + ":" + offset;
    }

    /** -1 if the cursor is of another log. */
    long offset(String cursor) {
        int colon = cursor.indexOf(':');
        return colon > 0 && cursor.substring(0, colon).equals(logEpoch)
                ? Long.parseLong(cursor.substring(colon + 1))
                : -1;
    }

    private static ServerMessage parse(byte[] bytes) {
        try {
            ServerMessage message = ServerMessage.parseFrom(bytes);
            if (message.hasSubscribeRequest()
                    && message.getSubscribeRequest().getEventType() != EventType.EVENT_TYPE_SERVER_NOTIFICATION) {
                throw new AssertionError("only notifications are modelled");
            }
            return message;
        } catch (InvalidProtocolBufferException malformed) {
            throw new AssertionError(malformed);
        }
    }
}
