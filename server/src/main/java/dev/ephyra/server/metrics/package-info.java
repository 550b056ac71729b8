/** What the server measures about itself, for Prometheus: Fishjam's names where they apply, and our own. */
@NullMarked
package dev.ephyra.server.metrics;

import org.jspecify.annotations.NullMarked;
