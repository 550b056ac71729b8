package dev.ephyra.sdk.notifier;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.ServerMessage.EventType;
import dev.ephyra.wire.ServerMessage.SubscribeResponse;
import dev.ephyra.wire.delivery.EventMeta;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A session that is driven by hand, and what it wanted. */
final class SessionProbe {
    static final long SECOND = 1_000_000_000L;

    final NotifierSession session;
    final List<SessionOutput> outputs = new ArrayList<>();
    long now;

    SessionProbe(SessionOptions options) {
        session = new NotifierSession(options, new Backoff(SECOND, 8 * SECOND, () -> 1));
    }

    static SessionOptions options(int capacity) {
        return new SessionOptions("token", true, false, EventFilter.all(), false, "", capacity);
    }

    /** Up to where notifications come, of a server with streams. */
    SessionProbe ready(String cursor, boolean recovered) {
        session.connected(now);
        receive(ServerMessage.newBuilder().setAuthenticated(ServerMessage.Authenticated.getDefaultInstance()));
        receive(ServerMessage.newBuilder()
                .setSubscribeResponse(SubscribeResponse.newBuilder()
                        .setEventType(EventType.EVENT_TYPE_SERVER_NOTIFICATION)
                        .setCursor(cursor)
                        .setRecovered(recovered)));
        return this;
    }

    void start() {
        session.start(Optional.empty(), now);
        drain();
    }

    void receive(ServerMessage.Builder message) {
        session.received(ByteBuffer.wrap(message.build().toByteArray()), now);
        drain();
    }

    void notify(String room, long seq, String cursor) {
        receive(ServerMessage.newBuilder()
                .setPeerAdded(ServerMessage.PeerAdded.newBuilder().setRoomId(room))
                .setMeta(EventMeta.newBuilder()
                        .setEventId(room + seq)
                        .setRoomEpoch(room)
                        .setRoomSeq(seq)
                        .setCursor(cursor)));
    }

    void advance(long nanos) {
        now += nanos;
        session.onTime(now);
        drain();
    }

    void done(Step step) {
        session.done(step, now);
        drain();
    }

    void drain() {
        for (SessionOutput output = session.poll(); output != null; output = session.poll()) {
            outputs.add(output);
        }
    }

    /** What came since the last call. */
    List<SessionOutput> take() {
        drain();
        List<SessionOutput> taken = List.copyOf(outputs);
        outputs.clear();
        return taken;
    }

    <T> List<T> all(Class<T> type) {
        return outputs.stream().filter(type::isInstance).map(type::cast).toList();
    }

    List<Step> delivered() {
        return all(SessionOutput.Deliver.class).stream()
                .map(SessionOutput.Deliver::step)
                .toList();
    }

    List<NotifierState> states() {
        return all(SessionOutput.State.class).stream()
                .map(SessionOutput.State::state)
                .toList();
    }

    Optional<ServerMessage> sent(Predicate<ServerMessage> kind) {
        List<ServerMessage> all = all(SessionOutput.Send.class).stream()
                .map(send -> parse(send.message()))
                .filter(kind)
                .toList();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    private static ServerMessage parse(byte[] bytes) {
        try {
            return ServerMessage.parseFrom(bytes);
        } catch (InvalidProtocolBufferException malformed) {
            throw new AssertionError(malformed);
        }
    }
}
