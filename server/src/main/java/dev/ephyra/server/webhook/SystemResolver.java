package dev.ephyra.server.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Resolves as the machine does: hosts file, search domains, name servers. The system call blocks and cannot be
 * interrupted, so it has threads of its own, and one lookup serves all who ask for the same name. Thread-safe.
 */
public final class SystemResolver implements Resolver {
    // A dead name server holds a thread for 10 to 30 s; 32 such names at a time, and the next fails at once.
    static final int MAX_LOOKUPS = 32;

    private final Names names;
    private final Map<String, CompletableFuture<List<InetAddress>>> running = new ConcurrentHashMap<>();
    private final ExecutorService threads = new ThreadPoolExecutor(
            0,
            MAX_LOOKUPS,
            10,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("resolver-", 0).factory());

    /** The system call; it may block. */
    interface Names {
        InetAddress[] find(String host) throws UnknownHostException;
    }

    public SystemResolver() {
        this(InetAddress::getAllByName);
    }

    SystemResolver(Names names) {
        this.names = names;
    }

    @Override
    public CompletionStage<List<InetAddress>> resolve(String host) {
        CompletableFuture<List<InetAddress>> mine = new CompletableFuture<>();
        CompletableFuture<List<InetAddress>> other = running.putIfAbsent(host, mine);
        if (other != null) {
            return other;
        }
        try {
            threads.execute(() -> lookUp(host, mine));
        } catch (RuntimeException | Error refused) {
            // Containment point: all threads are taken, or the machine gives no more. The next lookup may be lucky.
            running.remove(host, mine);
            mine.completeExceptionally(refused);
        }
        return mine;
    }

    private void lookUp(String host, CompletableFuture<List<InetAddress>> waiting) {
        try {
            List<InetAddress> addresses = List.of(names.find(host));
            running.remove(host, waiting);
            waiting.complete(addresses);
        } catch (UnknownHostException | RuntimeException | Error failed) {
            // Containment point: whatever broke, whoever waits must hear of it, and the next may look again.
            running.remove(host, waiting);
            waiting.completeExceptionally(failed);
        }
    }
}
