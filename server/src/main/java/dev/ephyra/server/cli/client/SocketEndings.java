package dev.ephyra.server.cli.client;

import java.util.Set;

/** The close codes of the server socket: after which to connect again, and after which not to. Stateless. */
final class SocketEndings {
    private static final int NORMAL = 1000;
    private static final int UNSUPPORTED = 1003;
    private static final int BAD_REQUEST = 4400;

    /** 1000 is also how an orderly stop ends; the text tells them apart. */
    private static final Set<String> NOT_LET_IN = Set.of("invalid token", "invalid auth request", "unauthenticated");

    private SocketEndings() {}

    /** Throws if another connection would end in the same way. */
    static void refuseIfFinal(ServerLocation location, int code, String reason) throws ClientFailure {
        if (code == NORMAL && NOT_LET_IN.contains(reason)) {
            throw new ClientFailure(
                    ClientFailure.Kind.REFUSED,
                    "The server at " + location
                            + " does not take this token; give its own with --token-file or FJ_SERVER_API_TOKEN");
        }
        if (code == UNSUPPORTED || code == BAD_REQUEST) {
            throw new ClientFailure(
                    ClientFailure.Kind.REFUSED, "The server refuses the subscription: " + text(code, reason));
        }
    }

    static String text(int code, String reason) {
        return "closed with " + code + (reason.isEmpty() ? "" : " " + reason);
    }
}
