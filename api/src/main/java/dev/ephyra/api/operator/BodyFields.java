package dev.ephyra.api.operator;

import dev.ephyra.api.JsonValue;
import dev.ephyra.api.NearestName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * The members of a body, read by name and type; one of {@code null} is as good as none. A name that is not known is refused:
 * a misspelt setting must not be dropped in silence. A value.
 *
 * @param path in front of each name in an error text
 */
record BodyFields(JsonValue.Members members, String path) {
    /** The members of a whole body, which may have these names. */
    static BodyFields of(JsonValue.Members body, Set<String> known) throws Refusal {
        return new BodyFields(body, "").knowing(known);
    }

    private BodyFields knowing(Set<String> known) throws Refusal {
        for (String name : members.members().keySet()) {
            if (!known.contains(name)) {
                throw new Refusal(unknown("field", path + name, name, known));
            }
        }
        return this;
    }

    /** What to say of a name that is none. */
    static String unknown(String kind, String shown, String name, Set<String> known) {
        String what = "Unknown " + kind + " " + new JsonValue.Text(shown).shown();
        if (known.isEmpty()) {
            return what + ": there is none here";
        }
        return NearestName.of(name, known)
                .map(nearest -> what + "; did you mean " + nearest + "?")
                .orElseGet(() -> what + "; known are " + String.join(", ", new TreeSet<>(known)));
    }

    boolean has(String name) {
        return members.given(name).isPresent();
    }

    Optional<String> text(String name, int maxChars) throws Refusal {
        Optional<JsonValue> given = members.given(name);
        if (given.isEmpty()) {
            return Optional.empty();
        }
        if (!(given.get() instanceof JsonValue.Text(String text))) {
            throw expected(name, "a string", given.get());
        }
        if (text.length() > maxChars) {
            throw new Refusal(
                    "Expected " + path + name + " to have at most " + maxChars + " characters, got: " + text.length());
        }
        return Optional.of(text);
    }

    /** A string that must be there and not empty. */
    String requiredText(String name, int maxChars) throws Refusal {
        String text = text(name, maxChars).orElse("");
        if (text.isEmpty()) {
            throw new Refusal("Expected " + path + name + " to be given, a string that is not empty");
        }
        return text;
    }

    OptionalLong whole(String name, long least, long most) throws Refusal {
        Optional<JsonValue> given = members.given(name);
        if (given.isEmpty()) {
            return OptionalLong.empty();
        }
        if (given.get() instanceof JsonValue.Whole(long value) && value >= least && value <= most) {
            return OptionalLong.of(value);
        }
        throw expected(name, "a whole number from " + least + " to " + most, given.get());
    }

    Optional<Boolean> bool(String name) throws Refusal {
        Optional<JsonValue> given = members.given(name);
        if (given.isEmpty()) {
            return Optional.empty();
        }
        if (given.get() instanceof JsonValue.Bool(boolean value)) {
            return Optional.of(value);
        }
        throw expected(name, "true or false", given.get());
    }

    Optional<List<JsonValue>> items(String name) throws Refusal {
        Optional<JsonValue> given = members.given(name);
        if (given.isEmpty()) {
            return Optional.empty();
        }
        if (given.get() instanceof JsonValue.Items(List<JsonValue> items)) {
            return Optional.of(items);
        }
        throw expected(name, "an array", given.get());
    }

    Optional<JsonValue.Members> object(String name) throws Refusal {
        Optional<JsonValue> given = members.given(name);
        if (given.isEmpty()) {
            return Optional.empty();
        }
        if (given.get() instanceof JsonValue.Members object) {
            return Optional.of(object);
        }
        throw expected(name, "an object", given.get());
    }

    /** The members of a member, which may have these names. */
    Optional<BodyFields> fields(String name, Set<String> known) throws Refusal {
        Optional<JsonValue.Members> object = object(name);
        return object.isEmpty()
                ? Optional.empty()
                : Optional.of(new BodyFields(object.get(), path + name + ".").knowing(known));
    }

    Refusal expected(String name, String expected, JsonValue got) {
        return new Refusal("Expected " + path + name + " to be " + expected + ", got: " + got.shown());
    }
}
