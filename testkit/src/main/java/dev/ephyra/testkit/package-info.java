/** What tests of several modules share: a real server process, clients that can misbehave, a webhook sink, an oracle. */
@NullMarked
package dev.ephyra.testkit;

import org.jspecify.annotations.NullMarked;
