/** JSON as the SDK reads and writes it, and all that knows the JSON library; not exported. */
@NullMarked
package dev.ephyra.sdk.json;

import org.jspecify.annotations.NullMarked;
