package dev.ephyra.notify.socket;

import dev.ephyra.notify.endpoint.EventFilter;
import dev.ephyra.wire.ServerMessage.SubscribeRequest;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A subscription that is more than Fishjam's: one with a place of its own in the log. Immutable, and within its limits.
 *
 * @param plain whether it came as Fishjam's, from a program that knows nothing of ours; then the answers are Fishjam's too
 * @param resumeCursor as given, whatever it is; empty if none was
 * @param consumer whose place is kept; empty if nobody's
 * @param snapshot whether the open rooms come first, unless the subscription resumes
 * @param maxUnacked 0 for no limit
 * @param meta whether notifications say which event they are
 */
public record StreamRequest(
        boolean plain,
        Optional<String> resumeCursor,
        String consumer,
        EventFilter filter,
        boolean snapshot,
        int maxUnacked,
        boolean meta) {
    /** 8 B each to remember: 800 KB. */
    static final int MAX_UNACKED = 100_000;

    /** A name for people. */
    static final int MAX_NAME_CHARS = 64;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1," + MAX_NAME_CHARS + "}");

    /** What a SubscribeRequest for notifications asks for. */
    public sealed interface Asked {
        /** Fishjam's subscription: everything from now on. */
        record Live() implements Asked {}

        /** A stream. */
        record Stream(StreamRequest request) implements Asked {}

        /** @param why says which field is wrong and what would be right */
        record Refused(String why) implements Asked {}
    }

    /** Whether {@code name} may stand for a durable consumer: 1 to 64 letters, digits, dots, dashes, underscores. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /**
     * Reads a request for notifications.
     *
     * @param consumer whose token opened the connection; empty for the server's
     */
    static Asked read(SubscribeRequest wire, String consumer) {
        boolean plain = isPlain(wire);
        if (plain && consumer.isEmpty()) {
            return new Asked.Live();
        }
        String name = wire.getDurableName();
        if (!name.isEmpty() && !isName(name)) {
            return new Asked.Refused("durable_name: 1 to 64 letters, digits, dots, dashes or underscores");
        }
        if (!consumer.isEmpty() && !name.isEmpty() && !name.equals(consumer)) {
            return new Asked.Refused("durable_name: this token is that of consumer " + consumer);
        }
        if (Integer.compareUnsigned(wire.getMaxUnacked(), MAX_UNACKED) > 0) {
            return new Asked.Refused("max_unacked: at most " + MAX_UNACKED);
        }
        if (wire.getMaxUnacked() != 0 && !wire.getMeta()) {
            return new Asked.Refused("max_unacked: needs meta, whose cursors are what is acknowledged");
        }
        return switch (FilterReader.read(wire.getFilter())) {
            case FilterReader.Result.Refused(String why) -> new Asked.Refused(why);
            case FilterReader.Result.Read(EventFilter filter) ->
                new Asked.Stream(new StreamRequest(
                        plain,
                        wire.hasResumeCursor() ? Optional.of(wire.getResumeCursor()) : Optional.empty(),
                        consumer.isEmpty() ? name : consumer,
                        filter,
                        wire.getSnapshot(),
                        wire.getMaxUnacked(),
                        wire.getMeta()));
        };
    }

    /** Whether {@code wire} has none of our fields. */
    static boolean isPlain(SubscribeRequest wire) {
        return !wire.hasResumeCursor()
                && wire.getDurableName().isEmpty()
                && !wire.hasFilter()
                && !wire.getSnapshot()
                && wire.getMaxUnacked() == 0
                && !wire.getMeta();
    }

    /** Whether the place of a consumer is kept. */
    public boolean isDurable() {
        return !consumer.isEmpty();
    }

    /** Whether pings carry the place and their pongs move it: not where the consumer says itself what it has processed. */
    public boolean isConfirmedByPongs() {
        return isDurable() && maxUnacked == 0;
    }

    /** Whether every notification of every room is wanted. */
    boolean wantsAll() {
        return filter.equals(EventFilter.ALL);
    }
}
