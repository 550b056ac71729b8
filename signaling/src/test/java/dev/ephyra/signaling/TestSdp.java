package dev.ephyra.signaling;

import dev.ephyra.webrtc.dtls.Fingerprint;
import dev.ephyra.webrtc.sdp.Direction;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a browser reads of an answer. */
final class TestSdp {
    static final Fingerprint FINGERPRINT = new Fingerprint("AB:".repeat(31) + "AB");

    /** One media section of an answer. */
    record Answered(String mid, boolean isRejected, Direction direction, String msid, List<String> ssrcs) {}

    private TestSdp() {}

    /** The sections of an answer, by mid in their order. */
    static Map<String, Answered> answer(String sdp) {
        Map<String, Answered> sections = new LinkedHashMap<>();
        for (String text : sdp.split("\r\nm=", -1)) {
            if (!text.startsWith("v=")) {
                Answered section = section(text);
                sections.put(section.mid, section);
            }
        }
        return sections;
    }

    private static Answered section(String text) {
        List<String> lines = List.of(text.split("\r\n", -1));
        String mid = value(lines, "a=mid:");
        List<String> ssrcs = lines.stream()
                .filter(line -> line.startsWith("a=ssrc:"))
                .map(line -> line.split("[: ]", -1)[1])
                .distinct()
                .toList();
        Direction direction = Direction.INACTIVE;
        for (Direction one : Direction.values()) {
            if (lines.contains("a=" + one.name().toLowerCase(Locale.ROOT))) {
                direction = one;
            }
        }
        return new Answered(mid, text.split(" ", -1)[1].equals("0"), direction, value(lines, "a=msid:"), ssrcs);
    }

    static String value(List<String> lines, String prefix) {
        return lines.stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .findFirst()
                .orElse("");
    }
}
