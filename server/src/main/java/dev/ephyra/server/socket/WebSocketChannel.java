package dev.ephyra.server.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket on a Netty channel: frames, pings, the closing handshake with its deadline. Owned by the channel's event
 * loop. It is also where a failing handler is contained: the connection ends with 1011, the others live on.
 */
public final class WebSocketChannel extends ChannelInboundHandlerAdapter implements WebSocketConnection {
    /** A client that does not answer a close frame is gone after this. */
    static final long CLOSE_DEADLINE_MILLIS = 2_000;

    /** What may queue for a client that does not read: 4 of the largest messages. */
    static final int MAX_PENDING_BYTES = 4 * WebSocketUpgrade.HARD_MAX_MESSAGE_BYTES;

    /** Only its beginning is ever looked at, and it lives as long as the connection. */
    private static final int MAX_USER_AGENT_CHARS = 256;

    private static final int ABNORMAL = 1006;
    private static final int POLICY_VIOLATION = 1008;
    private static final int INTERNAL_ERROR = 1011;

    private static final Logger LOG = LoggerFactory.getLogger(WebSocketChannel.class);

    private final String userAgent;
    private final String remoteAddress;
    private final FrameParser parser;
    private final OpenSockets sockets;
    private final WebSocketHandlerFactory factory;
    private @Nullable ChannelHandlerContext context;
    private @Nullable WebSocketHandler handler;
    private State state = State.OPEN;
    private boolean closedTold;

    WebSocketChannel(
            String userAgent,
            String remoteAddress,
            int maxMessageBytes,
            OpenSockets sockets,
            WebSocketHandlerFactory factory) {
        this.userAgent = userAgent.substring(0, Math.min(userAgent.length(), MAX_USER_AGENT_CHARS));
        this.remoteAddress = remoteAddress;
        this.parser = new FrameParser(maxMessageBytes);
        this.sockets = sockets;
        this.factory = factory;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        sockets.opened(this);
        handler = factory.open(this);
        sockets.started(this);
        if (!ctx.channel().isActive()) {
            gone(ABNORMAL, "");
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf received)) {
            ctx.fireChannelRead(message);
            return;
        }
        byte[] bytes = new byte[received.readableBytes()];
        received.readBytes(bytes).release();
        if (state != State.CLOSED) {
            for (Frame frame : parser.feed(bytes)) {
                onFrame(ctx, frame);
            }
        }
    }

    private void onFrame(ChannelHandlerContext ctx, Frame frame) {
        WebSocketHandler open = state == State.OPEN ? handler : null;
        switch (frame) {
            case Frame.Close(int code, String reason) -> onClose(ctx, code, reason);
            case Frame.Violation(int code, String reason) -> close(code, reason);
            case Frame.Ping(byte[] payload) -> {
                // Section 5.5.3 allows to answer only some; a client that does not read gets no queue of pongs.
                if (open != null && ctx.channel().isWritable()) {
                    write(FrameEncoder.pong(payload));
                }
            }
            case Frame.Binary(byte[] message) -> {
                if (open != null) {
                    open.onBinary(message);
                }
            }
            case Frame.Text(String message) -> {
                if (open != null) {
                    open.onText(message);
                }
            }
            case Frame.Pong(byte[] payload) -> {
                if (open != null) {
                    open.onPong(payload);
                }
            }
        }
    }

    /** Section 7.1.1: the server closes the TCP connection once both close frames are on their way. */
    private void onClose(ChannelHandlerContext ctx, int code, String reason) {
        if (state == State.OPEN) {
            state = State.CLOSING;
            var _ = ctx.writeAndFlush(Unpooled.wrappedBuffer(FrameEncoder.close(code, "")))
                    .addListener(_ -> abort());
            armCloseDeadline();
        } else {
            abort();
        }
        gone(code, reason);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        gone(ABNORMAL, "");
        ctx.fireChannelInactive();
    }

    /** The channel is gone, or the handler could not be made. */
    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        gone(ABNORMAL, "");
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        WebSocketHandler open = handler;
        if (open != null && state == State.OPEN && ctx.channel().isWritable()) {
            open.onWritable();
        }
        ctx.fireChannelWritabilityChanged();
    }

    /** What a handler threw, or the socket: only this connection ends. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("WebSocket of {} broke: {}", remoteAddress, cause.getMessage());
            abort();
        } else {
            LOG.error("WebSocket of {} ends by a defect", remoteAddress, cause);
            close(INTERNAL_ERROR, "");
        }
    }

    @Override
    public void sendBinary(byte[] message) {
        if (state != State.OPEN) {
            return;
        }
        if (pendingBytes() > MAX_PENDING_BYTES) {
            LOG.warn("WebSocket of {} does not read. Closing the connection.", remoteAddress);
            close(POLICY_VIOLATION, "slow");
            return;
        }
        write(FrameEncoder.binary(message));
    }

    /** Sends whole frames from shared memory, with one flush. */
    void sendFrames(List<ByteBuffer> frames) {
        if (state == State.OPEN) {
            ChannelHandlerContext ctx = context();
            for (ByteBuffer slice : frames) {
                var _ = ctx.write(Unpooled.wrappedBuffer(slice), ctx.voidPromise());
            }
            ctx.flush();
        }
    }

    @Override
    public void ping(byte[] payload) {
        if (state == State.OPEN) {
            write(FrameEncoder.ping(payload));
        }
    }

    @Override
    public void close(int code, String reason) {
        if (state == State.OPEN) {
            state = State.CLOSING;
            write(FrameEncoder.close(code, reason));
            armCloseDeadline();
        }
    }

    /** The server stops: the handler sends what is due and closes. On the event loop. */
    void shutDown(int code, String reason) {
        WebSocketHandler open = handler;
        if (open != null && state == State.OPEN) {
            open.onShutdown(code, reason);
        }
    }

    /** Whether what is sent now goes out soon; {@link WebSocketHandler#onWritable} tells when again. */
    boolean isWritable() {
        return state == State.OPEN && context().channel().isWritable();
    }

    EventLoop eventLoop() {
        return context().channel().eventLoop();
    }

    @Override
    public String userAgent() {
        return userAgent;
    }

    /** The address of the client, without its port. */
    public String remoteAddress() {
        return remoteAddress;
    }

    @Override
    public void execute(Runnable task) {
        eventLoop().execute(() -> contain(task));
    }

    @Override
    public void after(long delayMillis, Runnable task) {
        var _ = eventLoop().schedule(() -> contain(task), Math.max(1, delayMillis), TimeUnit.MILLISECONDS);
    }

    /** Containment point: runs {@code task} unless the connection is gone; what it throws ends this connection only. */
    void contain(Runnable task) {
        if (closedTold) {
            return;
        }
        try {
            task.run();
        } catch (RuntimeException e) {
            exceptionCaught(context(), e);
        }
    }

    @Override
    public void reading(boolean isOn) {
        context().channel().config().setAutoRead(isOn);
    }

    private void write(ByteBuffer frame) {
        ChannelHandlerContext ctx = context();
        var _ = ctx.writeAndFlush(Unpooled.wrappedBuffer(frame), ctx.voidPromise());
    }

    /** What has to leave before more is taken, in bytes; 0 if it is writable. Any thread's, once the handler is there. */
    long pendingBytes() {
        return context().channel().bytesBeforeWritable();
    }

    private void armCloseDeadline() {
        var _ = eventLoop().schedule(this::abort, CLOSE_DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void abort() {
        var _ = context().close();
    }

    private void gone(int code, String reason) {
        if (state == State.OPEN || code == ABNORMAL) {
            state = State.CLOSED;
        }
        sockets.closed(this);
        WebSocketHandler told = handler;
        if (!closedTold && told != null) {
            closedTold = true;
            told.onClosed(code, reason);
        }
    }

    private ChannelHandlerContext context() {
        ChannelHandlerContext added = context;
        if (added == null) {
            throw new IllegalStateException("the WebSocket is not in its pipeline yet");
        }
        return added;
    }

    private enum State {
        OPEN,
        /** Our close frame is out. */
        CLOSING,
        CLOSED
    }
}
