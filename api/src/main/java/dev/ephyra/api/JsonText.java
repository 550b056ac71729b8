package dev.ephyra.api;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/**
 * Writes one compact JSON text, in the order of the calls. Half surrogates end as {@code ?} when the text is encoded as
 * UTF-8, so whatever a client sent can be repeated. Owned by whoever made it.
 */
public final class JsonText {
    private static final JsonStringEncoder STRINGS = JsonStringEncoder.getInstance();

    private final StringBuilder out = new StringBuilder(256);
    /** The closing brackets that are due, innermost last. */
    private final StringBuilder open = new StringBuilder(8);

    private boolean separate;

    /** Opens an object. */
    public JsonText object() {
        return opening('{', '}');
    }

    /** Opens an array. */
    public JsonText array() {
        return opening('[', ']');
    }

    /** Closes the innermost object or array. */
    public JsonText end() {
        int innermost = open.length() - 1;
        out.append(open.charAt(innermost));
        open.setLength(innermost);
        separate = true;
        return this;
    }

    /** The name of the member that comes next. */
    public JsonText name(String name) {
        string(name);
        out.append(':');
        separate = false;
        return this;
    }

    /** A text, quoted. */
    public JsonText string(String value) {
        separator();
        out.append('"');
        STRINGS.quoteAsString(value, out);
        out.append('"');
        return this;
    }

    /** A value that is JSON text already. */
    public JsonText raw(String json) {
        separator();
        out.append(json);
        return this;
    }

    /** A member that is a text. */
    public JsonText member(String name, String value) {
        return name(name).string(value);
    }

    /** A member that is JSON text already. */
    public JsonText rawMember(String name, String json) {
        return name(name).raw(json);
    }

    private JsonText opening(char bracket, char closing) {
        separator();
        out.append(bracket);
        open.append(closing);
        separate = false;
        return this;
    }

    private void separator() {
        if (separate) {
            out.append(',');
        }
        separate = true;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
