/** Posts notifications to webhooks: drives the lanes, resolves and checks addresses, keeps positions. */
@NullMarked
package dev.ephyra.server.webhook;

import org.jspecify.annotations.NullMarked;
