package dev.ephyra.component.rtsp;

import dev.ephyra.component.h264.NalUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the SDP that cameras answer DESCRIBE with, as loosely as they write it (RFC 8866, RFC 2326 appendix C). Stateless. */
final class CameraDescription {
    /** Of a description that was short enough to be taken. */
    private static final int MAX_LINES = 2_000;

    private CameraDescription() {}

    /**
     * The first video.
     *
     * @param base what relative URLs are below
     * @throws MalformedRtsp if it has none in H.264
     */
    static CameraVideo firstVideo(String sdp, String base) throws MalformedRtsp {
        List<String> section = section(sdp);
        String[] media = section.getFirst().split("\\s+", -1);
        if (media.length < 4) {
            throw new MalformedRtsp("its description has a media line without a format");
        }
        int payloadType = number(media[3], 127);
        String mapping = attribute(section, "rtpmap:" + payloadType + " ").orElse("");
        String[] parts = mapping.split("/", -1);
        if (!parts[0].equalsIgnoreCase("H264")) {
            String codec = parts[0].isEmpty() ? "payload type " + payloadType : parts[0];
            throw new MalformedRtsp("its video is " + codec + ", where H264 is expected");
        }
        int clockRate = parts.length > 1 ? number(parts[1], 1_000_000) : 90_000;
        String format = attribute(section, "fmtp:" + payloadType + " ").orElse("");
        String control = attribute(section, "control:").orElse("");
        return new CameraVideo(
                RtspAddress.resolve(base, control), payloadType, Math.max(1, clockRate), parameterSets(format));
    }

    /** The lines of the first section with video. */
    private static List<String> section(String sdp) throws MalformedRtsp {
        List<String> section = new ArrayList<>();
        for (String line : sdp.lines().limit(MAX_LINES).map(String::strip).toList()) {
            if (line.startsWith("m=")) {
                if (!section.isEmpty()) {
                    return section;
                }
                if (line.startsWith("m=video")) {
                    section.add(line);
                }
            } else if (!section.isEmpty()) {
                section.add(line);
            }
        }
        if (section.isEmpty()) {
            throw new MalformedRtsp("its description has no video");
        }
        return section;
    }

    /** What stands behind {@code a=} and a name, in any case. */
    private static Optional<String> attribute(List<String> section, String name) {
        String prefix = "a=" + name;
        return section.stream()
                .filter(line -> line.regionMatches(true, 0, prefix, 0, prefix.length()))
                .map(line -> line.substring(prefix.length()).strip())
                .findFirst();
    }

    private static int number(String text, int most) throws MalformedRtsp {
        try {
            int number = Integer.parseInt(text.strip());
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // Said below.
        }
        throw new MalformedRtsp("its description has a number that is none");
    }

    /** Those that cannot be read are left out: they come with the pictures too. */
    private static List<NalUnit> parameterSets(String format) {
        List<NalUnit> sets = new ArrayList<>();
        for (String parameter : format.split(";", -1)) {
            String[] pair = parameter.strip().split("=", 2);
            if (pair.length == 2 && pair[0].toLowerCase(Locale.ROOT).equals("sprop-parameter-sets")) {
                for (String text : pair[1].split(",", -1)) {
                    decoded(text.strip()).filter(NalUnit::isValid).ifPresent(sets::add);
                }
            }
        }
        return sets;
    }

    private static Optional<NalUnit> decoded(String text) {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            return bytes.length == 0 ? Optional.empty() : Optional.of(NalUnit.of(bytes));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
