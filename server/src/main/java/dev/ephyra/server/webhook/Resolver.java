package dev.ephyra.server.webhook;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Names to addresses. */
public interface Resolver {
    /**
     * The addresses of {@code host}, a name or a literal; fails if there are none. May complete on any thread, and need
     * not have a deadline: the caller has one.
     */
    CompletionStage<List<InetAddress>> resolve(String host);
}
