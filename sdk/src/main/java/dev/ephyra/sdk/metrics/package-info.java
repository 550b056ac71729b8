/** What a server measures of its peers and tracks: {@link dev.ephyra.sdk.metrics.MetricsReport}. */
@NullMarked
package dev.ephyra.sdk.metrics;

import org.jspecify.annotations.NullMarked;
