package dev.ephyra.sdk.json;

/** A text is no JSON, or not the JSON that was asked for; the message says where and what it is instead. */
public final class MalformedJson extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** The place is as long as the names in the text, and the text is not ours. */
    private static final int MOST_SHOWN_CHARS = 200;

    /** With what is wrong, and where. */
    public MalformedJson(String message) {
        super(message.length() > MOST_SHOWN_CHARS ? message.substring(0, MOST_SHOWN_CHARS) + "…" : message);
    }
}
