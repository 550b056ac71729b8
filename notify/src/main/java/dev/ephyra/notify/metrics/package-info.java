/** The metrics report that is pushed to server sockets every second. */
@NullMarked
package dev.ephyra.notify.metrics;

import org.jspecify.annotations.NullMarked;
