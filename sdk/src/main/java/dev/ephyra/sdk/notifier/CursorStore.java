package dev.ephyra.sdk.notifier;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where a {@link Notifier} keeps how far everything is handled, so that the next process goes on there.
 *
 * <p>Two notifiers must not share one. Make your own to keep the cursor in a database. Called by one thread at a time, never by
 * that of the connection; may block. A cursor is opaque and shorter than 200 characters.
 */
public interface CursorStore {
    /**
     * What was saved last; empty if nothing was.
     *
     * @throws IOException if that cannot be known; the notifier does not start then, since it would miss what happened since
     */
    Optional<String> load() throws IOException;

    /**
     * Keeps {@code cursor} instead of the one before. Several times a second at most, the latest only.
     *
     * @throws IOException if it is not kept; it is logged and tried again, with a later cursor if there is one by then
     */
    void save(String cursor) throws IOException;

    /**
     * Keeps it as long as the process lives: reconnects lose nothing, restarts begin with what happens from then on, or where the
     * server keeps the place of {@link Notifier.Builder#durableName}.
     */
    static CursorStore memory() {
        AtomicReference<@Nullable String> kept = new AtomicReference<>();
        return new CursorStore() {
            @Override
            public Optional<String> load() {
                return Optional.ofNullable(kept.get());
            }

            @Override
            public void save(String cursor) {
                kept.set(cursor);
            }
        };
    }

    /**
     * Keeps it in a file, which is replaced as a whole: after a crash it holds the one before or the new one.
     *
     * @param path of the file; its folder must exist
     */
    static CursorStore file(Path path) {
        return new FileCursorStore(path);
    }
}
