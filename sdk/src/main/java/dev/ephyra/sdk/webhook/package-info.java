/** Webhooks of a server: {@link dev.ephyra.sdk.webhook.Webhooks} verifies, decodes and tells repetitions, with no framework. */
@NullMarked
package dev.ephyra.sdk.webhook;

import org.jspecify.annotations.NullMarked;
