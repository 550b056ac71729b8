package dev.ephyra.sdk;

/**
 * No answer came: the connection could not be made, or broke before the answer was complete, or the thread that waited
 * was interrupted (then its interrupt flag is set again). The cause tells.
 *
 * <p>Whether the request took effect is unknown, unless the connection could not be made. Reads and deletions have been
 * repeated before this is thrown; what creates something has not.
 */
public final class UnreachableException extends FishjamException {
    UnreachableException(ApiCall<?> call, String what, Throwable cause) {
        super(call, what, cause);
    }
}
