package dev.ephyra.sdk.json;

import com.google.gson.JsonPrimitive;
import java.util.regex.Pattern;

/**
 * JSON that the library can read: where the limits of that are passed, by nesting or by the length of a number, the value becomes a
 * text that holds its JSON. Peers choose their metadata, so all that is beside it must stay readable. Pure; takes one pass.
 */
final class ReadableJson {
    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*+)(?:\\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+");

    private final String json;
    private final int mostDepth;
    private final int mostNumberChars;
    private final StringBuilder out = new StringBuilder();
    private int copied;

    private ReadableJson(String json, int mostDepth, int mostNumberChars) {
        this.json = json;
        this.mostDepth = mostDepth;
        this.mostNumberChars = mostNumberChars;
    }

    /** The text itself if no limit is passed, and also if it is no JSON: only what is to be replaced is looked at. */
    static String of(String json, int mostDepth, int mostNumberChars) {
        return new ReadableJson(json, mostDepth, mostNumberChars).read();
    }

    private String read() {
        int depth = 0;
        int at = 0;
        while (at < json.length()) {
            char letter = json.charAt(at);
            int end = at + 1;
            if (letter == '"') {
                end = endOfText(at);
            } else if (letter == '[' || letter == '{') {
                depth++;
                if (depth > mostDepth) {
                    end = endOfNesting(at);
                    asText(at, end);
                    depth--;
                }
            } else if (letter == ']' || letter == '}') {
                depth--;
            } else if (letter == '-' || (letter >= '0' && letter <= '9')) {
                end = endOfNumber(at);
                if (end - at > mostNumberChars
                        && NUMBER.matcher(json.substring(at, end)).matches()) {
                    asText(at, end);
                }
            }
            at = end;
        }
        return copied == 0 ? json : out.append(json, copied, json.length()).toString();
    }

    /** Not where a name should be: it would become one. */
    private void asText(int from, int to) {
        int next = to;
        while (next < json.length() && Character.isWhitespace(json.charAt(next))) {
            next++;
        }
        if (next < json.length() && json.charAt(next) == ':') {
            return;
        }
        out.append(json, copied, from).append(new JsonPrimitive(json.substring(from, to)));
        copied = to;
    }

    private int endOfText(int from) {
        int at = from + 1;
        while (at < json.length() && json.charAt(at) != '"') {
            at += json.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at + 1, json.length());
    }

    /** The end of everything if there is none: what is not JSON may become other text that is not JSON. */
    private int endOfNesting(int from) {
        int open = 0;
        int at = from;
        while (at < json.length()) {
            char letter = json.charAt(at);
            open += letter == '[' || letter == '{' ? 1 : letter == ']' || letter == '}' ? -1 : 0;
            at = letter == '"' ? endOfText(at) : at + 1;
            if (open == 0) {
                return at;
            }
        }
        return at;
    }

    private int endOfNumber(int from) {
        int at = from + 1;
        while (at < json.length() && "0123456789+-.eE".indexOf(json.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }
}
