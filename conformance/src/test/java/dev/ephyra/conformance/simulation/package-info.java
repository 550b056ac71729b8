/** The delivery of notifications in virtual time: everything real but the disk, the network and the clock. */
@NullMarked
package dev.ephyra.conformance.simulation;

import org.jspecify.annotations.NullMarked;
