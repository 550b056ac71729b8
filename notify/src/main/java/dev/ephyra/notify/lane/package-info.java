/**
 * Webhook lanes: what is posted next, when, and what must be written before. No clock, socket, thread or random source.
 */
@NullMarked
package dev.ephyra.notify.lane;

import org.jspecify.annotations.NullMarked;
