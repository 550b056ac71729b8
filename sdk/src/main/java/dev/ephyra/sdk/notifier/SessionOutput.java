package dev.ephyra.sdk.notifier;

import dev.ephyra.sdk.notification.Notification;

/** What a {@link NotifierSession} wants done, in this order. */
sealed interface SessionOutput {
    void on(SessionEdge edge);

    record Open() implements SessionOutput {
        @Override
        public void on(SessionEdge edge) {
            edge.open();
        }
    }

    record Send(byte[] message) implements SessionOutput {
        @Override
        public void on(SessionEdge edge) {
            edge.send(message);
        }
    }

    record Request(int messages) implements SessionOutput {
        @Override
        public void on(SessionEdge edge) {
            edge.request(messages);
        }
    }

    record Abort() implements SessionOutput {
        @Override
        public void on(SessionEdge edge) {
            edge.abort();
        }
    }

    record Close() implements SessionOutput {
        @Override
        public void on(SessionEdge edge) {
            edge.close();
        }
    }

    record Deliver(Notification notification, Step step) implements SessionOutput {
        @Override
        public void on(SessionEdge edge) {
            edge.deliver(notification, step);
        }
    }

    record Snapshot(RoomsSnapshot snapshot, Step step) implements SessionOutput {
        @Override
        public void on(SessionEdge edge) {
            edge.deliver(snapshot, step);
        }
    }

    record Missing(Gap gap, Step step) implements SessionOutput {
        @Override
        public void on(SessionEdge edge) {
            edge.deliver(gap, step);
        }
    }

    record Metrics(String json) implements SessionOutput {
        @Override
        public void on(SessionEdge edge) {
            edge.metrics(json);
        }
    }

    record Save(String cursor) implements SessionOutput {
        @Override
        public void on(SessionEdge edge) {
            edge.save(cursor);
        }
    }

    record Stalled(String oldest, int unhandled) implements SessionOutput {
        @Override
        public void on(SessionEdge edge) {
            edge.stalled(oldest, unhandled);
        }
    }

    record State(NotifierState state) implements SessionOutput {
        @Override
        public void on(SessionEdge edge) {
            edge.state(state);
        }
    }
}
