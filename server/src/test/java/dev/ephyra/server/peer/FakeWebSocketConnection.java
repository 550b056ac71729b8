package dev.ephyra.server.peer;

import dev.ephyra.server.socket.WebSocketConnection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/** A WebSocket and its event loop in virtual time: tasks run when the test says so. */
final class FakeWebSocketConnection implements WebSocketConnection {
    final List<String> frames = new ArrayList<>();
    final Deque<Runnable> tasks = new ArrayDeque<>();
    boolean isRead = true;
    long nowNanos;
    private final PriorityQueue<Timer> timers = new PriorityQueue<>(Comparator.comparingLong(Timer::dueNanos));

    private record Timer(long dueNanos, Runnable task) {}

    @Override
    public void sendBinary(byte[] message) {
        frames.add("binary " + HexFormat.of().formatHex(message));
    }

    @Override
    public void ping(byte[] payload) {
        frames.add("ping " + HexFormat.of().formatHex(payload));
    }

    @Override
    public void close(int code, String reason) {
        frames.add("close " + code + " " + reason);
    }

    @Override
    public void reading(boolean isOn) {
        isRead = isOn;
    }

    @Override
    public String userAgent() {
        return "";
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void after(long delayMillis, Runnable task) {
        timers.add(new Timer(nowNanos + TimeUnit.MILLISECONDS.toNanos(delayMillis), task));
    }

    void runTasks() {
        while (!tasks.isEmpty()) {
            tasks.removeFirst().run();
        }
    }

    void advanceSeconds(long seconds) {
        long end = nowNanos + TimeUnit.SECONDS.toNanos(seconds);
        while (!timers.isEmpty() && timers.element().dueNanos() <= end) {
            Timer timer = timers.remove();
            nowNanos = timer.dueNanos();
            timer.task().run();
        }
        nowNanos = end;
    }

    int armedTimers() {
        return timers.size();
    }
}
