/** Faults against real processes, one class per family of rows of {@code docs/campaign.md}; run by {@code ./campaign}. */
@NullMarked
package dev.ephyra.conformance.campaign;

import org.jspecify.annotations.NullMarked;
