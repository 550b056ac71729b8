/** H.264 on its way between files, cameras and browsers: NAL units, parameter sets, RTP payloads. */
@NullMarked
package dev.ephyra.component.h264;

import org.jspecify.annotations.NullMarked;
