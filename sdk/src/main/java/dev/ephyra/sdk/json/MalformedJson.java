package dev.ephyra.sdk.json;

/** A text is no JSON, or not the JSON that was asked for; the message says where and what it is instead. */
public final class MalformedJson extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    MalformedJson(String message) {
        super(message);
    }
}
