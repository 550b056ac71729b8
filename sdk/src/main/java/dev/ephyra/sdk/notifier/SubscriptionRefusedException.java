package dev.ephyra.sdk.notifier;

import dev.ephyra.sdk.FishjamException;

/** The server does not let the {@link Notifier} in, and would not the next time either. */
public final class SubscriptionRefusedException extends FishjamException {
    private static final long serialVersionUID = 1L;

    private final int closeCode;
    private final String reason;

    SubscriptionRefusedException(int closeCode, String reason) {
        super("the server refused: " + closeCode + " " + reason);
        this.closeCode = closeCode;
        this.reason = reason;
    }

    /** The close code of the WebSocket. */
    public int closeCode() {
        return closeCode;
    }

    /** The server's own words. */
    public String reason() {
        return reason;
    }
}
