/** Starts a real Ephyra server for the tests of an application. */
@NullMarked
package dev.ephyra.sdk.testing;

import org.jspecify.annotations.NullMarked;
