/**
 * Peer sockets: authentication, the two dialects of media events, and what the peers of a room are told of each other.
 * Sans-IO: nothing here reads a clock, a socket, a random source or a thread.
 */
@NullMarked
package dev.ephyra.signaling;

import org.jspecify.annotations.NullMarked;
