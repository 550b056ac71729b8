/** Webhook endpoints: who gets which events, in which form. */
@NullMarked
package dev.ephyra.notify.endpoint;

import org.jspecify.annotations.NullMarked;
