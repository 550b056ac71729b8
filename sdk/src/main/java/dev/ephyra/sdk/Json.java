package dev.ephyra.sdk;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A JSON value that was read, with where in the document it is, so that a mismatch can be named. The only class that
 * knows the JSON library. Immutable.
 */
final class Json {
    private final JsonElement value;
    private final String where;

    private Json(JsonElement value, String where) {
        this.value = value;
        this.where = where;
    }

    /** The document is not what it must be; the message says where. */
    static final class Mismatch extends RuntimeException {
        Mismatch(String message) {
            super(message);
        }

        private Mismatch(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Reads one value, strictly by RFC 8259.
     *
     * @throws Mismatch if the bytes are no JSON
     */
    static Json parse(byte[] utf8) {
        try (JsonReader reader = new JsonReader(new StringReader(new String(utf8, StandardCharsets.UTF_8)))) {
            reader.setStrictness(Strictness.STRICT);
            if (utf8.length == 0) {
                throw new Mismatch("the answer is empty");
            }
            JsonElement value = JsonParser.parseReader(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new Mismatch("the answer is not JSON");
            }
            return new Json(value, "");
        } catch (JsonParseException | IOException | NumberFormatException malformed) {
            throw new Mismatch("the answer is not JSON", malformed);
        }
    }

    boolean isObject() {
        return value.isJsonObject();
    }

    boolean isString() {
        return value instanceof JsonPrimitive primitive && primitive.isString();
    }

    /** A member that must be there. */
    Json member(String name) {
        return optional(name).orElseThrow(() -> new Mismatch(at(name) + " is missing"));
    }

    /** A member of an object; empty if it is missing or null, or if this is no object. */
    Optional<Json> optional(String name) {
        if (!(value instanceof JsonObject object)) {
            return Optional.empty();
        }
        JsonElement found = object.get(name);
        return found == null || found.isJsonNull() ? Optional.empty() : Optional.of(new Json(found, at(name)));
    }

    /** The items of an array that must be one. */
    List<Json> items() {
        if (!(value instanceof JsonArray array)) {
            throw new Mismatch(where + " is not an array");
        }
        List<Json> items = new ArrayList<>(array.size());
        for (JsonElement item : array) {
            items.add(new Json(item, where + "[" + items.size() + "]"));
        }
        return items;
    }

    String string() {
        if (!isString()) {
            throw new Mismatch(where + " is not a string");
        }
        return value.getAsString();
    }

    boolean bool() {
        if (value instanceof JsonPrimitive primitive && primitive.isBoolean()) {
            return primitive.getAsBoolean();
        }
        throw new Mismatch(where + " is not a boolean");
    }

    int integer() {
        try {
            if (value instanceof JsonPrimitive primitive && primitive.isNumber()) {
                return primitive.getAsBigDecimal().intValueExact();
            }
        } catch (ArithmeticException | NumberFormatException unfit) {
            throw new Mismatch(where + " is not an integer of 32 bits", unfit);
        }
        throw new Mismatch(where + " is not a number");
    }

    /** This value as compact JSON text. */
    String text() {
        return value.toString();
    }

    private String at(String name) {
        return where.isEmpty() ? name : where + "." + name;
    }

    /** An object under construction. Owned by one thread. */
    static final class Members {
        private final JsonObject object = new JsonObject();

        Members with(String name, String value) {
            object.addProperty(name, value);
            return this;
        }

        Members with(String name, long value) {
            object.addProperty(name, value);
            return this;
        }

        Members with(String name, boolean value) {
            object.addProperty(name, value);
            return this;
        }

        Members with(String name, Members value) {
            object.add(name, value.object);
            return this;
        }

        Members with(String name, List<String> values) {
            JsonArray array = new JsonArray(values.size());
            values.forEach(array::add);
            object.add(name, array);
            return this;
        }

        @Override
        public String toString() {
            return object.toString();
        }
    }
}
