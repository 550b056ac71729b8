/**
 * What the server and a worker process say to each other, and when one of them gives the other up. Pure: bytes and times in,
 * messages and outputs out. A worker in Java uses the same classes.
 */
@NullMarked
package dev.ephyra.component.worker.protocol;

import org.jspecify.annotations.NullMarked;
