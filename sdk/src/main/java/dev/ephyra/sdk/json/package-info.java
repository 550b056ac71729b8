/** JSON as the SDK reads it; not exported. */
@NullMarked
package dev.ephyra.sdk.json;

import org.jspecify.annotations.NullMarked;
