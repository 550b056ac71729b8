package dev.ephyra.sdk;

/** No complete answer came within the time limit of a call. Whether the request took effect is unknown. */
public final class TimedOutException extends FishjamException {
    TimedOutException(ApiCall<?> call, String what) {
        super(call, what, null);
    }
}
