package dev.ephyra.component.rtsp.camera;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a client asked a camera. Immutable.
 *
 * @param headers by names in lower case
 */
public record CameraRequest(String method, String uri, Map<String, String> headers) {
    /** Reads a head, whose lines have no ends. */
    static CameraRequest of(List<String> lines) {
        String[] words = lines.getFirst().split(" ", -1);
        Map<String, String> headers = new TreeMap<>();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return new CameraRequest(words[0], words[1], Map.copyOf(headers));
    }

    /** The value of a header, whose name is in lower case; empty if it is not there. */
    public String header(String name) {
        return headers.getOrDefault(name, "");
    }
}
