/** What runs behind the components of rooms: which there are, their files, their way to media. */
@NullMarked
package dev.ephyra.server.components;

import org.jspecify.annotations.NullMarked;
