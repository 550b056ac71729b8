/**
 * The REST dialect of the open-source Fishjam server, as pure functions from a request to a response: routes, checks in
 * their order, JSON, tokens, limits and the OpenAPI document. No socket, clock, thread or random source is read here.
 */
@NullMarked
package dev.ephyra.api;

import org.jspecify.annotations.NullMarked;
