package dev.ephyra.sdk.notifier;

import dev.ephyra.sdk.notification.Notification;

/** What a {@link NotifierSession} wants done, in this order. */
sealed interface SessionOutput {
    /** A handler is to be called, in the order of its room or alone. */
    sealed interface ToHandle extends SessionOutput {
        Work work(Dispatcher dispatcher);
    }

    /** Something else is to be done. */
    sealed interface ToDo extends SessionOutput {
        void on(SessionEdge edge);
    }

    record Open() implements ToDo {
        @Override
        public void on(SessionEdge edge) {
            edge.open();
        }
    }

    record Send(byte[] message) implements ToDo {
        @Override
        public void on(SessionEdge edge) {
            edge.send(message);
        }
    }

    record Request(int messages) implements ToDo {
        @Override
        public void on(SessionEdge edge) {
            edge.request(messages);
        }
    }

    record Abort() implements ToDo {
        @Override
        public void on(SessionEdge edge) {
            edge.abort();
        }
    }

    record Close() implements ToDo {
        @Override
        public void on(SessionEdge edge) {
            edge.close();
        }
    }

    record Deliver(Notification notification, Step step) implements ToHandle {
        @Override
        public Work work(Dispatcher dispatcher) {
            return dispatcher.notification(notification, step);
        }
    }

    record Snapshot(RoomsSnapshot snapshot, Step step) implements ToHandle {
        @Override
        public Work work(Dispatcher dispatcher) {
            return dispatcher.snapshot(snapshot, step);
        }
    }

    record Missing(Gap gap, Step step) implements ToHandle {
        @Override
        public Work work(Dispatcher dispatcher) {
            return dispatcher.gap(gap, step);
        }
    }

    record Metrics(String json) implements ToDo {
        @Override
        public void on(SessionEdge edge) {
            edge.metrics(json);
        }
    }

    record Save(String cursor) implements ToDo {
        @Override
        public void on(SessionEdge edge) {
            edge.save(cursor);
        }
    }

    record Stalled(String oldest, int unhandled) implements ToDo {
        @Override
        public void on(SessionEdge edge) {
            edge.stalled(oldest, unhandled);
        }
    }

    record State(NotifierState state) implements ToDo {
        @Override
        public void on(SessionEdge edge) {
            edge.state(state);
        }
    }
}
