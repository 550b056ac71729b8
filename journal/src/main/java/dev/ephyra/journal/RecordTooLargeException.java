package dev.ephyra.journal;

/** A record or batch is larger than the journal keeps. Nothing of the batch was appended. */
public final class RecordTooLargeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    RecordTooLargeException(String message) {
        super(message);
    }
}
