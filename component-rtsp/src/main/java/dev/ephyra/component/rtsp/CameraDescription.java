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
        List<List<String>> sections = sections(sdp, "m=video");
        if (sections.isEmpty()) {
            throw new MalformedRtsp("its description has no video");
        }
        List<String> section = sections.getFirst();
        int payloadType = payloadType(section);
        String[] parts = mapping(section, payloadType);
        if (!parts[0].equalsIgnoreCase("H264")) {
            throw new MalformedRtsp("its video is " + codec(parts, payloadType) + ", where H264 is expected");
        }
        int clockRate = parts.length > 1 ? number(parts[1], 1_000_000) : 90_000;
        String format = attribute(section, "fmtp:" + payloadType + " ").orElse("");
        return new CameraVideo(control(section, base), payloadType, Math.max(1, clockRate), parameterSets(format));
    }

    /**
     * The audio beside a video: the first in Opus. What is wrong with it costs nothing but it.
     *
     * @param base what relative URLs are below
     */
    static CameraAudio audio(String sdp, String base, CameraVideo video) {
        List<CameraAudio> found = sections(sdp, "m=audio").stream()
                .map(section -> audio(section, base, video))
                .toList();
        return found.stream()
                .filter(CameraAudio.Opus.class::isInstance)
                .findFirst()
                .orElseGet(() -> found.isEmpty() ? new CameraAudio.None() : found.getFirst());
    }

    private static CameraAudio audio(List<String> section, String base, CameraVideo video) {
        try {
            int payloadType = payloadType(section);
            String[] parts = mapping(section, payloadType);
            boolean isOpus = parts[0].equalsIgnoreCase("opus")
                    && parts.length > 1
                    && number(parts[1], Integer.MAX_VALUE) == AudioStream.CLOCK_RATE_HZ;
            if (!isOpus) {
                return new CameraAudio.LeftOut("it is " + codec(parts, payloadType) + ", where Opus is expected");
            }
            String control = control(section, base);
            // Both come to one port, and a SETUP of the video's URL would be the video's.
            return payloadType == video.payloadType() || control.equals(video.control())
                    ? new CameraAudio.LeftOut("it has the payload type or the URL of the video")
                    : new CameraAudio.Opus(control, payloadType);
        } catch (MalformedRtsp malformed) {
            return new CameraAudio.LeftOut("it cannot be read: " + malformed.getMessage());
        }
    }

    /** The first format of a section: what cameras send, whatever else they could. */
    private static int payloadType(List<String> section) throws MalformedRtsp {
        String[] media = section.getFirst().split("\\s+", -1);
        if (media.length < 4) {
            throw new MalformedRtsp("its description has a media line without a format");
        }
        return number(media[3], 127);
    }

    /** The codec, its clock rate and more of a payload type; at least one text, which may be empty. */
    private static String[] mapping(List<String> section, int payloadType) {
        return attribute(section, "rtpmap:" + payloadType + " ").orElse("").split("/", -1);
    }

    /** A codec's name for people; two have payload types of their own (RFC 3551 section 6), which cameras do not map. */
    private static String codec(String[] mapping, int payloadType) {
        if (!mapping[0].isEmpty()) {
            return mapping[0];
        }
        return switch (payloadType) {
            case 0 -> "PCMU";
            case 8 -> "PCMA";
            default -> "payload type " + payloadType;
        };
    }

    private static String control(List<String> section, String base) {
        return RtspAddress.resolve(base, attribute(section, "control:").orElse(""));
    }

    /** The lines of each section that begins so. */
    private static List<List<String>> sections(String sdp, String beginning) {
        List<List<String>> sections = new ArrayList<>();
        boolean isInside = false;
        for (String line : sdp.lines().limit(MAX_LINES).map(String::strip).toList()) {
            if (line.startsWith("m=")) {
                isInside = line.startsWith(beginning);
                if (isInside) {
                    sections.add(new ArrayList<>());
                }
            }
            if (isInside) {
                sections.getLast().add(line);
            }
        }
        return sections;
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
