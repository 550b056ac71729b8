package dev.ephyra.sdk.notifier;

/**
 * What is to be done with each notification.
 *
 * <p>Called for the notifications of one room one after the other, for different rooms at the same time. If it throws, the same
 * notification is handed to it again after a pause, and the notifications of its room wait so long; so it must be able to bear
 * the same notification twice.
 */
@FunctionalInterface
public interface NotificationHandler {
    /**
     * Handles one notification; may take its time.
     *
     * @throws Exception to be called again with the same one
     */
    void handle(Delivery delivery) throws Exception;
}
