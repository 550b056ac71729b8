/**
 * Components whose work is done by a process of its own, because it touches native code: whatever happens to that process,
 * the component ends once, and nothing else does. The thin edge around {@link dev.ephyra.component.worker.protocol}.
 */
@NullMarked
package dev.ephyra.component.worker;

import org.jspecify.annotations.NullMarked;
