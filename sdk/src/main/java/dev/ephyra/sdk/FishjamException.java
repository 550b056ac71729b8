package dev.ephyra.sdk;

import dev.ephyra.sdk.notifier.NotReadyException;
import dev.ephyra.sdk.notifier.SubscriptionRefusedException;
import org.jspecify.annotations.Nullable;

/**
 * Why something that was asked of the server has no result. Unchecked; the kinds are closed. Of calls:
 *
 * <ul>
 *   <li>{@link ApiException}: the server answered, and refused;
 *   <li>{@link UnreachableException}: no answer came, for the connection failed;
 *   <li>{@link TimedOutException}: no answer came in time;
 *   <li>{@link UnexpectedAnswerException}: what came is no answer of such a server.
 * </ul>
 *
 * <p>Of a {@link dev.ephyra.sdk.notifier.Notifier}:
 *
 * <ul>
 *   <li>{@link SubscriptionRefusedException}: the server answered, and refused;
 *   <li>{@link NotReadyException}: notifications did not come in time.
 * </ul>
 *
 * <p>Messages name the method, the path and what happened; they hold no token, credential or request body. What
 * the server says may repeat a value that it refuses; user and password of a URL are masked in it. Arguments
 * that could never be sent are an {@link IllegalArgumentException} instead, before anything is sent.
 */
public abstract sealed class FishjamException extends RuntimeException
        permits ApiException,
                UnreachableException,
                TimedOutException,
                UnexpectedAnswerException,
                SubscriptionRefusedException,
                NotReadyException {
    private final String method;
    private final String path;

    FishjamException(ApiCall<?> call, String what, @Nullable Throwable cause) {
        super(call.name() + ": " + what, cause);
        this.method = call.method();
        this.path = call.path();
    }

    /** Of the server socket, whose opening is a {@code GET}. */
    protected FishjamException(String what) {
        super("GET " + ServerAddress.SOCKET_PATH + ": " + what);
        this.method = "GET";
        this.path = ServerAddress.SOCKET_PATH;
    }

    /** The HTTP method of the call, as in {@code DELETE}; {@code GET} for the server socket. */
    public String method() {
        return method;
    }

    /** The path of the call below the server's root, percent-encoded, as in {@code /room/blue/peer}. */
    public String path() {
        return path;
    }
}
