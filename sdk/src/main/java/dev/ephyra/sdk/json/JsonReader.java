package dev.ephyra.sdk.json;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object, read member by member. Where a member is absent or {@code null} the answer is empty; where it is of another
 * type than asked for, {@link MalformedJson} names its path. Members that nobody asks for do no harm. Immutable.
 */
public final class JsonReader {
    /** More than a server with 100,000 peers answers to a list of its rooms. */
    private static final int MAX_CHARS = 64 << 20;

    /** Ours need 6, the rest is metadata, which peers choose; writing it again is recursive. See {@link ReadableJson}. */
    private static final int MAX_DEPTH = 1_000;

    /** 2^64 has 20, the rest is metadata; the library reads 1,023. */
    private static final int MAX_NUMBER_CHARS = 1_000;

    private static final Pattern WHOLE = Pattern.compile("-?[0-9]+");

    /**
     * Reads with the strictness that tokens have by default, and not the strictest: that one refuses escaped halves of surrogate
     * pairs, which RFC 8259 section 8.2 allows, and with one string of a peer all that is beside it.
     */
    private static final TypeAdapter<JsonElement> ELEMENTS = new Gson().getAdapter(JsonElement.class);

    private final JsonObject object;
    private final String path;

    private JsonReader(JsonObject object, String path) {
        this.object = object;
        this.path = path;
    }

    /**
     * Reads a whole text, which must be one JSON object and nothing else. What is nested deeper than 1,000, and a number of more
     * than 1,000 characters, reads as a text that holds it.
     *
     * @throws MalformedJson if it is none, or longer than 64 Mi characters
     */
    public static JsonReader of(String text) {
        if (text.length() > MAX_CHARS) {
            throw new MalformedJson("more than " + MAX_CHARS + " characters of JSON");
        }
        try {
            return parsed(text);
        } catch (MalformedJson malformed) {
            String readable = ReadableJson.of(text, MAX_DEPTH, MAX_NUMBER_CHARS);
            if (readable.equals(text)) {
                throw malformed;
            }
            return parsed(readable);
        }
    }

    private static JsonReader parsed(String text) {
        com.google.gson.stream.JsonReader tokens = new com.google.gson.stream.JsonReader(new StringReader(text));
        tokens.setNestingLimit(MAX_DEPTH);
        try {
            JsonElement root = ELEMENTS.read(tokens);
            if (tokens.peek() != JsonToken.END_DOCUMENT) {
                throw new MalformedJson("something follows the JSON object");
            }
            return new JsonReader(asObject(root, ""), "");
        } catch (JsonParseException | IOException | IllegalStateException | NumberFormatException malformed) {
            throw new MalformedJson("no JSON, at " + tokens.getPath());
        }
    }

    /**
     * Reads UTF-8, as {@link #of(String)}.
     *
     * @throws MalformedJson also if it is no UTF-8
     */
    public static JsonReader of(byte[] utf8) {
        try {
            return of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString());
        } catch (CharacterCodingException malformed) {
            throw new MalformedJson("no UTF-8");
        }
    }

    /** The names of all members, in their order. */
    public Set<String> names() {
        return Collections.unmodifiableSet(object.keySet());
    }

    public Optional<String> text(String name) {
        return member(name).map(value -> asText(value, at(name)));
    }

    /** A whole number; one written as text, as proto3 JSON writes 64 bits, counts too. */
    public Optional<Long> integer(String name) {
        return member(name).map(value -> asInteger(value, at(name)));
    }

    /**
     * A whole number of 32 bits.
     *
     * @throws MalformedJson also if it has more
     */
    public OptionalInt integer32(String name) {
        Optional<Long> number = integer(name);
        if (number.isEmpty()) {
            return OptionalInt.empty();
        }
        long value = number.get();
        if (value != (int) value) {
            throw new MalformedJson(at(name) + " is a number of more than 32 bits");
        }
        return OptionalInt.of((int) value);
    }

    /** A whole number, or the nearest that a long can hold. */
    public Optional<Long> nearestInteger(String name) {
        return member(name).map(value -> {
            if (value instanceof JsonPrimitive primitive
                    && WHOLE.matcher(primitive.getAsString()).matches()) {
                return nearest(primitive.getAsString());
            }
            throw other(at(name), "a whole number", value);
        });
    }

    public Optional<Boolean> flag(String name) {
        return member(name).map(value -> {
            if (value instanceof JsonPrimitive primitive && primitive.isBoolean()) {
                return primitive.getAsBoolean();
            }
            throw other(at(name), "true or false", value);
        });
    }

    public Optional<JsonReader> object(String name) {
        return member(name).map(value -> new JsonReader(asObject(value, at(name)), at(name)));
    }

    /** The objects of an array; none if the member is absent. */
    public List<JsonReader> objects(String name) {
        List<JsonReader> all = new ArrayList<>();
        for (JsonElement value : array(name)) {
            String place = at(name) + "[" + all.size() + "]";
            all.add(new JsonReader(asObject(value, place), place));
        }
        return Collections.unmodifiableList(all);
    }

    /** The texts of an array; none if the member is absent. */
    public List<String> texts(String name) {
        List<String> all = new ArrayList<>();
        for (JsonElement value : array(name)) {
            all.add(asText(value, at(name) + "[" + all.size() + "]"));
        }
        return Collections.unmodifiableList(all);
    }

    /** The member as JSON text, whatever its type. */
    public Optional<String> json(String name) {
        return member(name).map(JsonElement::toString);
    }

    /**
     * As {@link #text}.
     *
     * @throws MalformedJson also if it is absent
     */
    public String requiredText(String name) {
        return text(name).orElseThrow(() -> absent(name));
    }

    /**
     * As {@link #object(String)}.
     *
     * @throws MalformedJson also if it is absent
     */
    public JsonReader requiredObject(String name) {
        return object(name).orElseThrow(() -> absent(name));
    }

    /**
     * As {@link #integer32}.
     *
     * @throws MalformedJson also if it is absent
     */
    public int requiredInteger32(String name) {
        return integer32(name).orElseThrow(() -> absent(name));
    }

    /**
     * As {@link #flag}.
     *
     * @throws MalformedJson also if it is absent
     */
    public boolean requiredFlag(String name) {
        return flag(name).orElseThrow(() -> absent(name));
    }

    /**
     * As {@link #objects}.
     *
     * @throws MalformedJson also if it is absent
     */
    public List<JsonReader> requiredObjects(String name) {
        if (member(name).isEmpty()) {
            throw absent(name);
        }
        return objects(name);
    }

    /**
     * As {@link #texts}.
     *
     * @throws MalformedJson also if it is absent
     */
    public List<String> requiredTexts(String name) {
        if (member(name).isEmpty()) {
            throw absent(name);
        }
        return texts(name);
    }

    /**
     * Everything as plain values: {@code null}, {@link Boolean}, {@link Long}, {@link Double}, {@link String}, and unmodifiable
     * lists and maps of these, in their order. A number that neither of the two can hold is a text.
     */
    public Map<String, @Nullable Object> plain() {
        return plain(object);
    }

    /** As the library has it; not to be changed. */
    JsonObject tree() {
        return object;
    }

    /** The object as JSON text. */
    @Override
    public String toString() {
        return object.toString();
    }

    private Optional<JsonElement> member(String name) {
        return Optional.ofNullable(object.get(name)).filter(value -> !value.isJsonNull());
    }

    private JsonArray array(String name) {
        JsonElement value = member(name).orElseGet(JsonArray::new);
        if (value instanceof JsonArray array) {
            return array;
        }
        throw other(at(name), "an array", value);
    }

    private String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private MalformedJson absent(String name) {
        return new MalformedJson(at(name) + " is missing");
    }

    private static JsonObject asObject(JsonElement value, String place) {
        if (value instanceof JsonObject object) {
            return object;
        }
        throw other(place, "an object", value);
    }

    private static String asText(JsonElement value, String place) {
        if (value instanceof JsonPrimitive primitive && primitive.isString()) {
            return primitive.getAsString();
        }
        throw other(place, "a text", value);
    }

    private static long asInteger(JsonElement value, String place) {
        if (value instanceof JsonPrimitive primitive && !primitive.isBoolean()) {
            try {
                return Long.parseLong(primitive.getAsString());
            } catch (NumberFormatException notWhole) {
                throw other(place, "a whole number", value);
            }
        }
        throw other(place, "a whole number", value);
    }

    private static long nearest(String whole) {
        try {
            return Long.parseLong(whole);
        } catch (NumberFormatException beyond) {
            return whole.startsWith("-") ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    private static Map<String, @Nullable Object> plain(JsonObject object) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (Map.Entry<String, JsonElement> member : object.entrySet()) {
            members.put(member.getKey(), plain(member.getValue()));
        }
        return Collections.unmodifiableMap(members);
    }

    private static @Nullable Object plain(JsonElement value) {
        if (value instanceof JsonObject object) {
            return plain(object);
        }
        if (value instanceof JsonArray array) {
            List<@Nullable Object> items = new ArrayList<>(array.size());
            for (JsonElement item : array) {
                items.add(plain(item));
            }
            return Collections.unmodifiableList(items);
        }
        if (!(value instanceof JsonPrimitive primitive)) {
            return null;
        }
        if (primitive.isBoolean()) {
            return primitive.getAsBoolean();
        }
        return primitive.isString() ? primitive.getAsString() : number(primitive.getAsString());
    }

    /** Never refuses: it may be of a peer. */
    private static Object number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException fractionOrHuge) {
            double nearest = Double.parseDouble(text);
            return Double.isInfinite(nearest) ? text : nearest;
        }
    }

    private static MalformedJson other(String place, String expected, JsonElement found) {
        String what = found.isJsonObject()
                ? "an object"
                : found.isJsonArray() ? "an array" : found.isJsonNull() ? "null" : primitive(found);
        return new MalformedJson((place.isEmpty() ? "the JSON" : place) + " is " + what + ", not " + expected);
    }

    private static String primitive(JsonElement found) {
        JsonPrimitive primitive = found.getAsJsonPrimitive();
        return primitive.isString() ? "a text" : primitive.isBoolean() ? "true or false" : "a number";
    }
}
