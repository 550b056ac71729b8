package dev.ephyra.api;

import dev.ephyra.notify.lane.WebhookUrl;
import dev.ephyra.room.Metadata;
import dev.ephyra.room.RoomConfig;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.RoomLimits;
import dev.ephyra.room.VideoCodec;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** Reads the parameters of a new room. Fields are checked in Fishjam's order; the first failure is the answer. */
final class RoomConfigReader {
    private RoomConfigReader() {}

    /** What reading came to. */
    sealed interface Result {
        record Read(RoomConfig config) implements Result {}

        /** 400 with this text. */
        record Refused(String text) implements Result {}
    }

    /** A field's value as its sender is told it is wrong. Never leaves this class. */
    private static final class Refusal extends Exception {
        Refusal(String text) {
            // A value with a text, thrown instead of returned so that six fields read as six lines: no trace.
            super(text, null, false, false);
        }

        String text() {
            return String.valueOf(getMessage());
        }
    }

    static Result read(JsonValue.Members body, Supplier<RoomId> newId) {
        try {
            Optional<RoomId> id = roomId(body);
            OptionalInt maxPeers = integer(body, "maxPeers", 0, "a number");
            Optional<VideoCodec> codec = videoCodec(body);
            Optional<String> webhook = webhookUrl(body);
            OptionalInt peerless = integer(body, "peerlessPurgeTimeout", 1, "a positive integer");
            OptionalInt disconnected = integer(body, "peerDisconnectedTimeout", 1, "a positive integer");
            RoomId room = id.orElseGet(newId);
            return new Result.Read(new RoomConfig(
                    room, maxPeers, codec, webhook, peerless, disconnected, metadata(body), batches(body)));
        } catch (Refusal refusal) {
            return new Result.Refused(refusal.text());
        }
    }

    private static Optional<RoomId> roomId(JsonValue.Members body) throws Refusal {
        Optional<JsonValue> given = body.given("roomId");
        if (given.isEmpty()) {
            return Optional.empty();
        }
        String start = "Cannot add room with id \"" + given.get().shown() + "\" - roomId ";
        if (!(given.get() instanceof JsonValue.Text(String id)) || !RoomId.isWellFormed(id)) {
            throw new Refusal(start + "may contain only alphanumeric characters, hyphens and underscores");
        }
        if (id.length() > ApiLimits.MAX_ROOM_ID_CHARS) {
            throw new Refusal(start + "may have at most " + ApiLimits.MAX_ROOM_ID_CHARS + " characters");
        }
        return Optional.of(new RoomId(id));
    }

    /** No coercion here: {@code "10"} and {@code 10.0} are no integers. */
    private static OptionalInt integer(JsonValue.Members body, String field, int least, String expected)
            throws Refusal {
        Optional<JsonValue> given = body.given(field);
        if (given.isEmpty()) {
            return OptionalInt.empty();
        }
        if (given.get() instanceof JsonValue.Whole(long value) && value >= least && value <= Integer.MAX_VALUE) {
            return OptionalInt.of((int) value);
        }
        throw new Refusal("Expected " + field + " to be " + expected + ", got: "
                + given.get().shown());
    }

    private static Optional<VideoCodec> videoCodec(JsonValue.Members body) throws Refusal {
        Optional<JsonValue> given = body.given("videoCodec");
        if (given.isEmpty()) {
            return Optional.empty();
        }
        String name = given.get() instanceof JsonValue.Text(String text) ? text : "";
        return switch (name) {
            case "h264" -> Optional.of(VideoCodec.H264);
            case "vp8" -> Optional.of(VideoCodec.VP8);
            default ->
                throw new Refusal("Expected videoCodec to be 'h264' or 'vp8', got: "
                        + given.get().shown());
        };
    }

    private static Metadata metadata(JsonValue.Members body) throws Refusal {
        Optional<JsonValue> given = body.given("metadata");
        if (given.isEmpty()) {
            return Metadata.NONE;
        }
        if (!(given.get() instanceof JsonValue.Members members)) {
            throw new Refusal(
                    "Expected metadata to be an object, got: " + given.get().shown());
        }
        String json = members.text();
        if (json.length() > RoomLimits.MAX_ROOM_METADATA_CHARS) {
            throw new Refusal("Expected metadata to have at most " + RoomLimits.MAX_ROOM_METADATA_CHARS
                    + " characters as JSON, got: " + json.length());
        }
        return new Metadata(json);
    }

    private static boolean batches(JsonValue.Members body) throws Refusal {
        Optional<JsonValue> given = body.given("batchWebhookNotifications");
        if (given.isEmpty()) {
            return false;
        }
        if (given.get() instanceof JsonValue.Bool(boolean batches)) {
            return batches;
        }
        throw new Refusal("Expected batchWebhookNotifications to be a boolean, got: "
                + given.get().shown());
    }

    private static Optional<String> webhookUrl(JsonValue.Members body) throws Refusal {
        Optional<JsonValue> given = body.given("webhookUrl");
        if (given.isEmpty()) {
            return Optional.empty();
        }
        if (given.get() instanceof JsonValue.Text(String url) && RoomWebhookUrl.isAcceptable(url)) {
            return Optional.of(url);
        }
        JsonValue shown = given.get() instanceof JsonValue.Text(String url)
                ? new JsonValue.Text(WebhookUrl.shown(url))
                : given.get();
        throw new Refusal("Expected webhookUrl to be valid URL, got: " + shown.shown());
    }
}
