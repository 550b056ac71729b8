/** The checks of {@code ephyra doctor}: what is wrong on this machine, or would be at the next start. */
@NullMarked
package dev.ephyra.server.cli.doctor;

import org.jspecify.annotations.NullMarked;
