package dev.ephyra.sdk;

/** 503: a limit is reached, such as the peers of a room, or the server or the node of the room does not serve now. */
public final class ServiceUnavailableException extends ApiException {
    ServiceUnavailableException(ApiCall<?> call, Answer answer, String serverText) {
        super(call, answer, serverText);
    }
}
