/** The official SDKs, bad input, faults and kills against a real server process. */
@NullMarked
package dev.ephyra.conformance;

import org.jspecify.annotations.NullMarked;
