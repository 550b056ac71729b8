package dev.ephyra.sdk;

/** 404: there is no such room, peer, component, recording or file, or the address leads to no such server. */
public final class NotFoundException extends ApiException {
    NotFoundException(ApiCall<?> call, Answer answer, String serverText) {
        super(call, answer, serverText);
    }
}
