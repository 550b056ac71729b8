/** A connection to a server's notifications that survives what happens to connections: {@link dev.ephyra.sdk.notifier.Notifier}. */
@NullMarked
package dev.ephyra.sdk.notifier;

import org.jspecify.annotations.NullMarked;
