package dev.ephyra.server.config;

/** A value that stops the start. Never leaves {@link SettingsReader}, which turns it into a rejection. */
final class BadSetting extends Exception {
    private static final long serialVersionUID = 1L;

    private final String text;

    BadSetting(String text) {
        super(text);
        this.text = text;
    }

    /** One line for people. */
    String text() {
        return text;
    }
}
