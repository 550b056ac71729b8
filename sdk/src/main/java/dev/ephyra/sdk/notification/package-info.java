/**
 * Notifications of a server: as values ({@link dev.ephyra.sdk.notification.ServerNotification}), and over the server socket,
 * without loss across reconnects ({@link dev.ephyra.sdk.notifier.Notifier}).
 */
@NullMarked
package dev.ephyra.sdk.notification;

import org.jspecify.annotations.NullMarked;
