package dev.ephyra.server.http;

import dev.ephyra.api.RequestPath;
import java.util.List;
import java.util.Optional;

/** The two sockets on the HTTP port. */
enum SocketPath {
    SERVER("server"),
    PEER("peer");

    private final String name;

    SocketPath(String name) {
        this.name = name;
    }

    /** The socket that a raw path leads to; doubled slashes are left aside as everywhere. */
    static Optional<SocketPath> of(String rawPath) {
        // Almost every request is for the API: do not read its path twice.
        if (!rawPath.endsWith("websocket") && !rawPath.endsWith("/")) {
            return Optional.empty();
        }
        Optional<RequestPath> path = RequestPath.parse(rawPath);
        for (SocketPath socket : values()) {
            if (path.isPresent() && path.get().segments().equals(List.of("socket", socket.name, "websocket"))) {
                return Optional.of(socket);
            }
        }
        return Optional.empty();
    }
}
