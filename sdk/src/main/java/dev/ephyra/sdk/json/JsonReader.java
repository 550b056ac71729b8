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
import org.jspecify.annotations.Nullable;

/**
 * One JSON object, read member by member. Where a member is absent or {@code null} the answer is empty; where it is of another
 * type than asked for, {@link MalformedJson} names its path. Members that nobody asks for do no harm. Immutable.
 */
public final class JsonReader {
    /** More than a server with 100,000 peers answers to a list of its rooms. */
    private static final int MAX_CHARS = 64 << 20;

    /**
     * Ours need 6. The rest is for metadata, which peers choose: a room must not become unreadable by what one of its peers
     * says of itself.
     */
    private static final int MAX_DEPTH = 1_000;

    /** 2^64 has 20; parsing is quadratic. */
    private static final int MAX_NUMBER_CHARS = 100;

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
     * Reads a whole text, which must be one JSON object and nothing else.
     *
     * @throws MalformedJson if it is none, nested deeper than 1,000, or longer than 64 Mi characters
     */
    public static JsonReader of(String text) {
        if (text.length() > MAX_CHARS) {
            throw new MalformedJson("more than " + MAX_CHARS + " characters of JSON");
        }
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
     * lists and maps of these, in their order.
     */
    public Map<String, @Nullable Object> plain() {
        return plain(object, path);
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

    private static Map<String, @Nullable Object> plain(JsonObject object, String path) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (Map.Entry<String, JsonElement> member : object.entrySet()) {
            members.put(member.getKey(), plain(member.getValue(), path + "." + member.getKey()));
        }
        return Collections.unmodifiableMap(members);
    }

    private static @Nullable Object plain(JsonElement value, String place) {
        if (value instanceof JsonObject object) {
            return plain(object, place);
        }
        if (value instanceof JsonArray array) {
            List<@Nullable Object> items = new ArrayList<>(array.size());
            for (JsonElement item : array) {
                items.add(plain(item, place + "[" + items.size() + "]"));
            }
            return Collections.unmodifiableList(items);
        }
        if (!(value instanceof JsonPrimitive primitive)) {
            return null;
        }
        if (primitive.isBoolean()) {
            return primitive.getAsBoolean();
        }
        return primitive.isString() ? primitive.getAsString() : number(primitive.getAsString(), place);
    }

    private static Object number(String text, String place) {
        if (text.length() > MAX_NUMBER_CHARS) {
            throw new MalformedJson(place + " has a number of more than " + MAX_NUMBER_CHARS + " characters");
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException fractionOrHuge) {
            return Double.parseDouble(text);
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
