/**
 * Peers that no browser drives: synthetic ones of ours, and other WebRTC stacks. Each has a real peer socket and a real
 * UDP socket.
 */
@NullMarked
package dev.ephyra.conformance.peer;

import org.jspecify.annotations.NullMarked;
