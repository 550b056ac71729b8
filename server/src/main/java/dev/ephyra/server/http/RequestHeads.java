package dev.ephyra.server.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.util.List;

/**
 * Marks request heads as invalid that the decoder below lets pass and Vert.x would answer with a 501 or, worse, read
 * otherwise than a proxy in front of us: then a request could hide in the body of another one. One per connection;
 * owned by its event loop.
 */
final class RequestHeads extends ChannelInboundHandlerAdapter {
    private boolean refused;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (refused) {
            // What follows a refused head cannot be told apart from a next request; the connection is being closed.
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest head && head.decoderResult().isSuccess() && !isValid(head)) {
            refused = true;
            head.setProtocolVersion(HttpVersion.HTTP_1_1);
            head.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("invalid request head")));
        }
        ctx.fireChannelRead(message);
    }

    private static boolean isValid(HttpRequest head) {
        boolean current = head.protocolVersion().equals(HttpVersion.HTTP_1_1);
        if (!current && !head.protocolVersion().equals(HttpVersion.HTTP_1_0)) {
            return false;
        }
        // RFC 9112 section 3.2: exactly one Host, which HTTP/1.0 may leave out.
        int hosts = head.headers().getAll(HttpHeaderNames.HOST).size();
        if (hosts > 1 || (current && hosts == 0)) {
            return false;
        }
        // RFC 9112 section 6.3: a body whose last coding is not chunked has no end; no other coding is known here.
        List<String> codings = head.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        return codings.isEmpty()
                || (codings.size() == 1 && codings.getFirst().strip().equalsIgnoreCase("chunked"));
    }
}
