/**
 * Signatures of webhooks, Fishjam's and those of Standard Webhooks: made, checked, and explained where they do not match.
 * No clock, thread or random source.
 */
@NullMarked
package dev.ephyra.notify.signature;

import org.jspecify.annotations.NullMarked;
