package dev.ephyra.component.worker;

import dev.ephyra.component.ComponentFailure;
import dev.ephyra.component.worker.protocol.LogLines;
import dev.ephyra.component.worker.protocol.ToWorker;
import dev.ephyra.component.worker.protocol.ToWorkerCodec;
import dev.ephyra.room.CrashCause;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's process with the threads of its three pipes; each closes its own. Owned by its component's thread, which closes
 * it, and then the process is gone, its threads are, and its descriptors are.
 */
final class WorkerProcess implements AutoCloseable {
    /** What is read at once: a pipe of Linux holds as much. */
    private static final int BUFFER_BYTES = 64 * 1024;

    /** Pieces of output on their way to the component: 1 MiB. Behind that the pipe fills, and the worker waits. */
    static final int MAX_NEWS = 16;

    /** From a kill to the end, beside the deadlines of the session. */
    static final long CLOSE_DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** For a thread that was just interrupted, however late it is. */
    private static final long LEAST_JOIN_MILLIS = 50;

    private static final long STACK_BYTES = 256 * 1024;
    private static final Logger LOG = LoggerFactory.getLogger(WorkerProcess.class);

    private final String name;
    private final Process process;
    private final WorkerInbox inbox;
    private final BlockingQueue<WorkerNews> news = new ArrayBlockingQueue<>(MAX_NEWS);
    private final Thread input;
    private final Thread output;
    private final Thread log;

    private WorkerProcess(String name, Process process, WorkerInbox inbox) {
        this.name = name;
        this.process = process;
        this.inbox = inbox;
        this.input = thread("-input", this::write);
        this.output = thread("-output", this::read);
        this.log = thread("-log", this::log);
    }

    /**
     * Starts it.
     *
     * @param name of the component, for its threads and the log
     * @throws ComponentFailure if there is no such program, or no more processes
     */
    static WorkerProcess start(WorkerCommand command, String name, WorkerInbox inbox) throws ComponentFailure {
        ProcessBuilder builder = new ProcessBuilder(command.words());
        builder.environment().clear();
        builder.environment().putAll(command.environment());
        try {
            Process process = builder.start();
            WorkerProcess started = new WorkerProcess(name, process, inbox);
            boolean isWhole = false;
            try {
                List.of(started.input, started.output, started.log).forEach(Thread::start);
                // Where there is no place the news that are there wake the component, and it looks then.
                var _ = process.onExit().thenRun(() -> started.news.offer(new WorkerNews.Exited()));
                isWhole = true;
            } finally {
                if (!isWhole) {
                    // No more threads: nobody would ever hear of it.
                    started.kill();
                }
            }
            return started;
        } catch (IOException failure) {
            throw new ComponentFailure(CrashCause.WORKER, "The worker did not start: " + failure.getMessage(), failure);
        }
    }

    private Thread thread(String suffix, Runnable work) {
        Thread thread = new Thread(null, work, name + suffix, STACK_BYTES);
        thread.setDaemon(true);
        return thread;
    }

    /** What happened next; empty if nothing did in time. */
    Optional<WorkerNews> poll(long nanos) throws InterruptedException {
        return Optional.ofNullable(news.poll(nanos, TimeUnit.NANOSECONDS));
    }

    /** How it ended; empty while it lives. */
    OptionalInt exitCode() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /** SIGKILL, also to what it has started. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private void write() {
        try (OutputStream pipe = process.getOutputStream()) {
            ToWorker next;
            do {
                next = inbox.take();
                pipe.write(ToWorkerCodec.encode(next));
                if (inbox.isEmpty()) {
                    pipe.flush();
                }
            } while (!(next instanceof ToWorker.Stop));
        } catch (IOException _) {
            // It is gone, which its output tells; or it does not listen, and is killed where it is to stop.
        } catch (InterruptedException _) {
            // It is over.
        }
    }

    private void read() {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            try (InputStream pipe = process.getInputStream()) {
                for (int count = pipe.read(buffer); count >= 0; count = pipe.read(buffer)) {
                    news.put(new WorkerNews.Output(Arrays.copyOf(buffer, count)));
                }
            } catch (IOException _) {
                // No more than the end.
            }
            news.put(new WorkerNews.OutputEnded());
        } catch (InterruptedException _) {
            // It is over.
        }
    }

    private void log() {
        byte[] buffer = new byte[BUFFER_BYTES];
        LogLines lines = new LogLines(System.nanoTime());
        try (InputStream pipe = process.getErrorStream()) {
            for (int count = pipe.read(buffer); count >= 0; count = pipe.read(buffer)) {
                log(lines.add(buffer, count, System.nanoTime()));
                LockSupport.parkNanos(this, lines.pauseNanos(System.nanoTime()));
            }
        } catch (IOException _) {
            // No more than the end.
        }
        log(lines.end());
    }

    private void log(List<String> lines) {
        lines.forEach(line -> LOG.info("{}: {}", name, line));
    }

    /** Kills what still lives, and waits for the end of everything, but not for ever. */
    @Override
    public void close() {
        boolean wasInterrupted = Thread.interrupted();
        long deadlineNanos = System.nanoTime() + CLOSE_DEADLINE_NANOS;
        kill();
        try {
            if (!process.waitFor(CLOSE_DEADLINE_NANOS, TimeUnit.NANOSECONDS)) {
                LOG.error("The worker of {}, process {}, does not end and is left alone", name, process.pid());
            }
            List.of(output, input).forEach(Thread::interrupt);
            // The end of its pipe lets it end by itself, behind the last words.
            join(log, deadlineNanos);
            log.interrupt();
            for (Thread thread : List.of(log, output, input)) {
                join(thread, deadlineNanos);
            }
        } catch (InterruptedException interrupted) {
            wasInterrupted = true;
        }
        for (Thread thread : List.of(log, output, input)) {
            if (thread.isAlive()) {
                LOG.error("Thread {} does not end and is left alone", thread.getName());
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void join(Thread thread, long deadlineNanos) throws InterruptedException {
        thread.join(Math.max(LEAST_JOIN_MILLIS, TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime())));
    }
}
