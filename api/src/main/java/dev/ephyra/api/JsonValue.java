package dev.ephyra.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A parsed JSON value, immutable. */
public sealed interface JsonValue {
    /** {@code null}. */
    record Null() implements JsonValue {}

    record Bool(boolean value) implements JsonValue {}

    /** A whole number of at most 64 bits. */
    record Whole(long value) implements JsonValue {}

    /** Any other number, as written. */
    record Numeric(String text) implements JsonValue {}

    record Text(String value) implements JsonValue {}

    record Items(List<JsonValue> items) implements JsonValue {}

    /** An object; of two members with one name the last counts, as in the original. */
    record Members(Map<String, JsonValue> members) implements JsonValue {
        public static final Members NONE = new Members(Map.of());

        /** The member, {@code null} being present. */
        public Optional<JsonValue> member(String name) {
            return Optional.ofNullable(members.get(name));
        }

        /** The member, {@code null} being absent. */
        public Optional<JsonValue> given(String name) {
            return member(name).filter(value -> !(value instanceof Null));
        }
    }

    /** The value as compact JSON. */
    default String text() {
        return json(this);
    }

    /** How an error text repeats this value: strings as they are, the rest as JSON, at most 100 characters of it. */
    default String shown() {
        String text = this instanceof Text(String value) ? value : json(this);
        if (text.length() <= ApiLimits.MAX_SHOWN_CHARS) {
            return text;
        }
        return text.substring(0, ApiLimits.MAX_SHOWN_CHARS) + "…";
    }

    private static String json(JsonValue value) {
        JsonText out = new JsonText();
        write(value, out);
        return out.toString();
    }

    /** Recursion is bounded by the depth that {@link JsonReader} admits. */
    private static void write(JsonValue value, JsonText out) {
        switch (value) {
            case Null() -> out.raw("null");
            case Bool(boolean bool) -> out.raw(Boolean.toString(bool));
            case Whole(long whole) -> out.raw(Long.toString(whole));
            case Numeric(String text) -> out.raw(text);
            case Text(String text) -> out.string(text);
            case Items(List<JsonValue> items) -> {
                out.array();
                items.forEach(item -> write(item, out));
                out.end();
            }
            case Members(Map<String, JsonValue> members) -> {
                out.object();
                members.forEach((name, member) -> write(member, out.name(name)));
                out.end();
            }
        }
    }
}
