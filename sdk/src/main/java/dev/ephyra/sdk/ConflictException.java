package dev.ephyra.sdk;

/** 409: the room has as many peers as it may have (newer servers; those of 0.6 and older answer 503). */
public final class ConflictException extends ApiException {
    ConflictException(ApiCall<?> call, Answer answer, String serverText) {
        super(call, answer, serverText);
    }
}
