package dev.ephyra.component.h264;

/** Bytes that are not H.264 as it is used here. The message is for people. */
public final class MalformedVideo extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedVideo(String message) {
        super(message);
    }
}
