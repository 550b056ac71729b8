package dev.ephyra.journal;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Who hears of alerts. Thread-safe. Owned by the journal; bounded by those who ask to listen. */
final class Alerts {
    private final List<Journal.AlertListener> listeners = new CopyOnWriteArrayList<>();
    private final Consumer<RuntimeException> failed;

    /** @param failed hears of a listener that breaks */
    Alerts(Consumer<RuntimeException> failed) {
        this.failed = failed;
    }

    void listen(Journal.AlertListener listener) {
        listeners.add(listener);
    }

    /** A containment point: a listener that fails must not end the log, nor keep others from hearing. */
    void tell(JournalAlert alert) {
        for (Journal.AlertListener listener : listeners) {
            try {
                listener.heard(alert);
            } catch (RuntimeException e) {
                failed.accept(e);
            }
        }
    }
}
