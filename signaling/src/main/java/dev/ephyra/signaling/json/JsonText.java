package dev.ephyra.signaling.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.ephyra.room.Metadata;
import java.util.Optional;

/** Foreign JSON text, within limits. Stateless; bad text is an empty result. */
public final class JsonText {
    /** The largest frame of a peer socket, 1 MiB, in characters; a character is at least one byte. */
    public static final int MAX_CHARS = 1 << 20;

    /**
     * Most characters of a metadata value. It is repeated to every peer that joins and to every subscriber of
     * notifications, whose clients take frames of 1 MiB: 64 Ki characters are at most 192 KiB of UTF-8.
     */
    public static final int MAX_METADATA_CHARS = 64 * 1024;

    /** Levels of nesting; the parser's stack grows with them. */
    private static final int MAX_DEPTH = 64;

    /** Digits of one number: 2^1024 has 309. */
    private static final int MAX_NUMBER_CHARS = 400;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(MAX_CHARS)
                            .maxStringLength(MAX_CHARS)
                            .maxNameLength(1024)
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_NUMBER_CHARS)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            // Numbers of an application's metadata keep their value and their decimals.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private JsonText() {}

    /** One JSON value; empty if {@code text} is anything else or exceeds a limit. */
    public static Optional<JsonNode> parse(String text) {
        if (text.length() > MAX_CHARS) {
            return Optional.empty();
        }
        try {
            JsonNode node = MAPPER.readTree(text);
            return node.isMissingNode() ? Optional.empty() : Optional.of(node);
        } catch (JsonProcessingException | NumberFormatException e) {
            // The latter is for an exponent that no number has, which the parser passes on as it is.
            return Optional.empty();
        }
    }

    /** A parsed value as metadata; empty if it is too large or cannot be written as UTF-8. */
    public static Optional<Metadata> metadata(JsonNode value) {
        String text = value.toString();
        if (text.length() > MAX_METADATA_CHARS || hasLoneSurrogate(text)) {
            return Optional.empty();
        }
        return Optional.of(new Metadata(text));
    }

    /** Metadata text of the protobuf dialect, where no text means that the application gave none. */
    public static Optional<Metadata> metadata(String text) {
        return text.isEmpty() ? Optional.of(Metadata.NONE) : parse(text).flatMap(JsonText::metadata);
    }

    /** Half of a surrogate pair can be written in JSON (as an escape) but not in UTF-8. */
    static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            if (Character.isHighSurrogate(unit)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(unit)) {
                return true;
            }
        }
        return false;
    }
}
