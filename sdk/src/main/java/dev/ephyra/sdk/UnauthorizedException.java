package dev.ephyra.sdk;

/** 401: the token is missing or is not the server's. */
public final class UnauthorizedException extends ApiException {
    UnauthorizedException(ApiCall<?> call, Answer answer, String serverText) {
        super(call, answer, serverText);
    }
}
