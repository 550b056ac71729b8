package dev.ephyra.sdk.notifier;

import dev.ephyra.sdk.metrics.MetricsReport;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the user wants to be called, and how often. Immutable.
 *
 * @param giveUpAfter attempts at one notification; 0 for no end
 */
record Handlers(
        Optional<NotificationHandler> notifications,
        Optional<Consumer<MetricsReport>> metrics,
        Consumer<Gap> gaps,
        Optional<Consumer<RoomsSnapshot>> snapshots,
        Consumer<NotifierState> states,
        AckMode ackMode,
        int giveUpAfter) {}
