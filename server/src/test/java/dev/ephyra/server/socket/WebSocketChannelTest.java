package dev.ephyra.server.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Time is the embedded channel's: it stands still unless a test moves it. */
final class WebSocketChannelTest {
    private final List<String> heard = new ArrayList<>();
    private final OpenSockets sockets = new OpenSockets(1);
    private final WebSocketChannel socket =
            new WebSocketChannel("agent", "127.0.0.1", 1 << 16, sockets, _ -> new RecordingHandler());
    private final EmbeddedChannel channel = channel(socket);

    @Test
    void answersPings() {
        channel.writeInbound(bytes(ClientFrames.frame(0x89, new byte[] {7})));

        assertThat(sent()).containsExactly((byte) 0x8A, 1, 7);
    }

    @Test
    void closesOnlyAfterTheClientsCloseFrame() {
        socket.close(1000, "");
        assertThat(sent()).containsExactly((byte) 0x88, 2, 3, (byte) 0xE8);
        assertThat(channel.isOpen()).isTrue();

        channel.writeInbound(bytes(ClientFrames.close(1000, "")));

        assertThat(channel.isOpen()).isFalse();
        assertThat(heard).containsExactly("closed 1000");
    }

    @Test
    void doesNotWaitLongForACloseFrame() {
        socket.close(1000, "");

        channel.advanceTimeBy(1_999, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isTrue();
        channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();

        assertThat(channel.isOpen()).isFalse();
        assertThat(heard).containsExactly("closed 1006");
    }

    @Test
    void endsOnlyItselfWhenItsHandlerFails() {
        channel.writeInbound(bytes(ClientFrames.text("fail")));

        assertThat(sent()).containsExactly((byte) 0x88, 2, 3, (byte) 0xF3);
    }

    @Test
    void readsOnlyWhileItIsToldTo() {
        socket.reading(false);
        assertThat(channel.config().isAutoRead()).isFalse();
        socket.reading(true);
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void givesItsPlaceBackWhenItEnds() {
        assertThat(sockets.reserve()).isTrue();
        assertThat(sockets.reserve()).isFalse();

        var _ = channel.close();

        assertThat(sockets.reserve()).isTrue();
    }

    @Test
    void givesItsPlaceBackWhenItsHandlerCannotBeMade() {
        assertThat(sockets.reserve()).isTrue();
        WebSocketChannel broken = new WebSocketChannel("agent", "127.0.0.1", 1 << 16, sockets, _ -> {
            throw new IllegalStateException("a handler that cannot be made");
        });

        channel.pipeline().addFirst("broken", broken);

        assertThat(sockets.reserve()).isTrue();
    }

    @Test
    void containsWhatATaskThrows() {
        socket.execute(() -> {
            throw new IllegalStateException("a task that fails");
        });
        channel.runPendingTasks();

        assertThat(sent()).containsExactly((byte) 0x88, 2, 3, (byte) 0xF3);
    }

    @Test
    void hearsNothingMoreOnceClosing() {
        socket.close(1000, "");
        sent();

        channel.writeInbound(bytes(ClientFrames.text("late")));
        socket.sendBinary(new byte[1]);

        assertThat(heard).isEmpty();
        assertThat(sent()).isEmpty();
    }

    @Test
    void dropsTasksOfAConnectionThatIsGone() {
        socket.after(1, () -> heard.add("task"));
        var _ = channel.close();

        channel.advanceTimeBy(10, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();

        assertThat(heard).containsExactly("closed 1006");
    }

    private static EmbeddedChannel channel(WebSocketChannel socket) {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.freezeTime();
        channel.pipeline().addLast(socket);
        return channel;
    }

    private static ByteBuf bytes(byte[] bytes) {
        return Unpooled.wrappedBuffer(bytes);
    }

    private byte[] sent() {
        ByteBuf all = Unpooled.buffer();
        for (@Nullable ByteBuf one = channel.readOutbound(); one != null; one = channel.readOutbound()) {
            all.writeBytes(one);
            one.release();
        }
        return ByteBufUtil.getBytes(all);
    }

    private final class RecordingHandler implements WebSocketHandler {
        @Override
        public void onBinary(byte[] message) {
            heard.add("binary " + message.length);
        }

        @Override
        public void onText(String message) {
            if (message.equals("fail")) {
                throw new IllegalStateException("a handler that fails");
            }
            heard.add("text " + message);
        }

        @Override
        public void onPong(byte[] payload) {
            heard.add("pong");
        }

        @Override
        public void onShutdown(int code, String reason) {
            heard.add("shutdown " + code);
        }

        @Override
        public void onClosed(int code, String reason) {
            heard.add("closed " + code);
        }
    }
}
