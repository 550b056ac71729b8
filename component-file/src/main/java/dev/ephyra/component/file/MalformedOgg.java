package dev.ephyra.component.file;

/** Bytes that are not Ogg, or not as it is used here. The message is for people. */
final class MalformedOgg extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedOgg(String message) {
        super(message);
    }
}
