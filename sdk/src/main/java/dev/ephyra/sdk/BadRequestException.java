package dev.ephyra.sdk;

/** 400: the request is wrong, or what it asks for cannot be done in this room. {@link #serverText()} says which. */
public final class BadRequestException extends ApiException {
    BadRequestException(ApiCall<?> call, Answer answer, String serverText) {
        super(call, answer, serverText);
    }
}
