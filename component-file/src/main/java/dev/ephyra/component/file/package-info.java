/** Files played into rooms: H.264 as Annex B has it, and Opus in Ogg. */
@NullMarked
package dev.ephyra.component.file;

import org.jspecify.annotations.NullMarked;
