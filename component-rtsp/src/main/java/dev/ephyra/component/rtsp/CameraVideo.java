package dev.ephyra.component.rtsp;

import dev.ephyra.component.h264.NalUnit;
import java.util.List;

/**
 * The video of a description.
 *
 * @param control its URL, absolute
 * @param payloadType 0 to 127
 * @param clockRateHz of its timestamps
 * @param parameterSets that the description carries (RFC 6184 section 8.1)
 */
record CameraVideo(String control, int payloadType, int clockRateHz, List<NalUnit> parameterSets) {
    CameraVideo {
        parameterSets = List.copyOf(parameterSets);
    }
}
