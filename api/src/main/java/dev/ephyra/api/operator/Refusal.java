package dev.ephyra.api.operator;

/**
 * A 400 whose text says which field is wrong and what would be right. Thrown instead of returned so that ten fields read as
 * ten lines; never leaves this package.
 */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    Refusal(String text) {
        // A value with a text: no trace.
        super(text, null, false, false);
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
