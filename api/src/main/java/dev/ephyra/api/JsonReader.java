package dev.ephyra.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads one JSON text (RFC 8259) within {@link ApiLimits}. Stateless. */
public final class JsonReader {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(ApiLimits.MAX_JSON_DEPTH)
                    .maxStringLength(ApiLimits.MAX_JSON_STRING_CHARS)
                    .maxNumberLength(ApiLimits.MAX_JSON_NUMBER_CHARS)
                    .maxNameLength(ApiLimits.MAX_JSON_NAME_CHARS)
                    .maxTokenCount(ApiLimits.MAX_JSON_TOKENS)
                    .build())
            // Names come from clients: interned they would stay for ever.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private JsonReader() {}

    /** What reading came to. */
    public sealed interface Result {
        record Read(JsonValue value) implements Result {}

        /** Not JSON, or more than one value. */
        record Malformed() implements Result {}

        /** Beyond a limit, whether or not it is JSON. */
        record TooLarge() implements Result {}
    }

    /** Reads {@code json}, which may hold one value and white space. */
    public static Result read(byte[] json) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            if (parser.nextToken() == null) {
                return new Result.Malformed();
            }
            JsonValue value = value(parser);
            return parser.nextToken() == null ? new Result.Read(value) : new Result.Malformed();
        } catch (StreamConstraintsException e) {
            return new Result.TooLarge();
        } catch (StreamReadException | java.io.CharConversionException e) {
            return new Result.Malformed();
        } catch (IOException e) {
            throw new UncheckedIOException("an array of bytes does not fail to be read", e);
        }
    }

    /** The value at the parser's current token; recursion is bounded by the parser's nesting limit. */
    private static JsonValue value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case START_OBJECT -> members(parser);
            case START_ARRAY -> items(parser);
            case VALUE_STRING -> new JsonValue.Text(parser.getText());
            case VALUE_TRUE -> new JsonValue.Bool(true);
            case VALUE_FALSE -> new JsonValue.Bool(false);
            case VALUE_NULL -> new JsonValue.Null();
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? new JsonValue.Numeric(parser.getText())
                        : new JsonValue.Whole(parser.getLongValue());
            case VALUE_NUMBER_FLOAT -> new JsonValue.Numeric(parser.getText());
            case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                throw new JsonParseException(parser, "no value starts with " + token);
        };
    }

    private static JsonValue members(JsonParser parser) throws IOException {
        Map<String, JsonValue> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value(parser));
        }
        return new JsonValue.Members(members);
    }

    private static JsonValue items(JsonParser parser) throws IOException {
        List<JsonValue> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return new JsonValue.Items(items);
    }
}
