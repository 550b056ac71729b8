package dev.ephyra.api;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads the options of a component with the leniency of OpenApiSpex, and keeps what is wrong with the first that is: unknown
 * keys are ignored, null is an error unless said otherwise. Owned by one request.
 */
final class OptionReader {
    private final JsonValue.Members options;
    private Optional<ApiResponse> refusal = Optional.empty();

    OptionReader(JsonValue.Members options) {
        this.options = options;
    }

    /** The first fault. */
    Optional<ApiResponse> refusal() {
        return refusal;
    }

    private void refuse(ApiResponse response) {
        if (refusal.isEmpty()) {
            refusal = Optional.of(response);
        }
    }

    /** A text that must be there, of at most {@code mostChars}. */
    String text(String name, int mostChars) {
        Optional<JsonValue> given = options.member(name);
        if (given.isEmpty()) {
            refuse(ApiResponse.error(400, "Required field \"" + name + "\" missing"));
        } else if (given.get() instanceof JsonValue.Text(String text) && text.length() <= mostChars) {
            return text;
        } else {
            refuse(Refusals.invalidStructure());
        }
        return "";
    }

    /** A whole number from {@code least} to {@code most}, or {@code otherwise} if it is absent. */
    long integer(String name, long least, long most, long otherwise) {
        Optional<JsonValue> given = options.member(name);
        if (given.isEmpty()) {
            return otherwise;
        }
        OptionalLong number = Casting.integer(given.get());
        if (number.isEmpty() || number.getAsLong() < least || number.getAsLong() > most) {
            refuse(Refusals.invalidStructure());
            return otherwise;
        }
        return number.getAsLong();
    }

    /** A boolean, or {@code otherwise} if it is absent. */
    boolean bool(String name, boolean otherwise) {
        Optional<JsonValue> given = options.member(name);
        if (given.isEmpty()) {
            return otherwise;
        }
        Optional<Boolean> bool = Casting.bool(given.get());
        if (bool.isEmpty()) {
            refuse(Refusals.invalidStructure());
        }
        return bool.orElse(otherwise);
    }

    /** A whole number that may be absent or null; {@code wrong} is the answer to anything else. */
    OptionalLong nullableInteger(String name, ApiResponse wrong) {
        Optional<JsonValue> given = options.given(name);
        if (given.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong number = Casting.integer(given.get());
        if (number.isEmpty()) {
            refuse(wrong);
        }
        return number;
    }
}
