/**
 * Ephyra's own REST dialect under {@code /ephyra/v1}, for operators and tools: endpoints, events, deliveries, replays. Pure
 * functions over ports, as the Fishjam dialect beside it.
 */
@NullMarked
package dev.ephyra.api.operator;

import org.jspecify.annotations.NullMarked;
