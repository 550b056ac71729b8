package dev.ephyra.server.socket;

import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import org.jspecify.annotations.Nullable;

/** Turns an HTTP request into a WebSocket, or answers why not. Stateless. */
public final class WebSocketUpgrade {
    /** The largest message any endpoint may admit: an offer with 20 receiving m-lines is 59 KB, so this is generous. */
    public static final int HARD_MAX_MESSAGE_BYTES = 1 << 20;

    private WebSocketUpgrade() {}

    /**
     * Answers {@code request}. Call on its event loop, before its body is read.
     *
     * @param maxMessageBytes larger messages close the connection with 1009
     * @param sockets where the WebSocket needs a place; without one the answer is 503
     * @return completes when the WebSocket is open; fails if it was refused, or if the connection went
     */
    public static Future<Void> accept(
            HttpServerRequest request, int maxMessageBytes, OpenSockets sockets, WebSocketHandlerFactory factory) {
        WebSocketHandshake.Answer answer = WebSocketHandshake.judge(
                request.method().name(),
                list(request, "Upgrade"),
                list(request, "Connection"),
                header(request, "Sec-WebSocket-Version"),
                header(request, "Sec-WebSocket-Key"));
        return switch (answer) {
            case WebSocketHandshake.Answer.Refused(int status, String why) -> refuse(request, status, why);
            case WebSocketHandshake.Answer.Accepted _
            when !sockets.reserve() -> refuse(request, 503, "no more WebSockets are taken now");
            case WebSocketHandshake.Answer.Accepted(String accept) -> {
                HttpServerResponse response = request.response();
                response.putHeader("Upgrade", "websocket");
                response.putHeader("Connection", "Upgrade");
                response.putHeader("Sec-WebSocket-Accept", accept);
                String userAgent = header(request, "User-Agent");
                int limit = Math.min(maxMessageBytes, HARD_MAX_MESSAGE_BYTES);
                yield request.toNetSocket()
                        .onFailure(_ -> sockets.release())
                        .map(socket -> open(socket, userAgent == null ? "" : userAgent, limit, sockets, factory));
            }
        };
    }

    /** Answers an upgrade that leads nowhere. */
    private static Future<Void> refuse(HttpServerRequest request, int status, String why) {
        HttpServerResponse response = request.response().setStatusCode(status);
        if (status == 426) {
            response.putHeader("Upgrade", "websocket").putHeader("Sec-WebSocket-Version", "13");
        }
        response.putHeader("Content-Type", "text/plain").putHeader("Connection", "close");
        // Nobody watches over this connection any more, so it must not depend on the client to end.
        response.end(why).onComplete(_ -> request.connection().close());
        return Future.failedFuture(why);
    }

    /**
     * From here on the connection is Netty's: our handler stands before Vert.x's, which only hears of the end. That gives
     * shared buffers without copies and one flush per turn.
     */
    private static @Nullable Void open(
            NetSocket socket,
            String userAgent,
            int maxMessageBytes,
            OpenSockets sockets,
            WebSocketHandlerFactory factory) {
        ChannelHandlerContext vertx = ((NetSocketInternal) socket).channelHandlerContext();
        String remoteAddress = socket.remoteAddress() == null
                ? "unknown"
                : String.valueOf(socket.remoteAddress().hostAddress());
        WebSocketChannel channel = new WebSocketChannel(userAgent, remoteAddress, maxMessageBytes, sockets, factory);
        vertx.pipeline().addBefore(vertx.name(), "websocket", channel);
        return null;
    }

    /** A field that is a list may come in several lines (RFC 9110 section 5.3). */
    private static String list(HttpServerRequest request, String name) {
        return String.join(",", request.headers().getAll(name));
    }

    private static @Nullable String header(HttpServerRequest request, String name) {
        return request.getHeader(name);
    }
}
