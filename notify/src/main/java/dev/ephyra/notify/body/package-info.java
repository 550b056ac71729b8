/** What a webhook's body is: the formats, and the id of a batch. Pure. */
@NullMarked
package dev.ephyra.notify.body;

import org.jspecify.annotations.NullMarked;
