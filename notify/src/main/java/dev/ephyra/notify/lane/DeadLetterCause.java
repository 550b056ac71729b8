package dev.ephyra.notify.lane;

/** Why an event was given up. */
public enum DeadLetterCause {
    /** It was refused again and again while other rooms' events were taken. */
    POISON("poison"),
    /** It could not be delivered for longer than its endpoint allows. */
    MAX_AGE("max_age");

    private final String text;

    DeadLetterCause(String text) {
        this.text = text;
    }

    /** As the API says it. */
    public String text() {
        return text;
    }
}
