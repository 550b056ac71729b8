package dev.ephyra.api;

import dev.ephyra.room.ComponentOptions;
import java.util.regex.Pattern;

/** The options of RTSP components. Whether there is a camera shows when it is connected to. Stateless. */
final class RtspOptionsReader {
    private static final long DEFAULT_PORT = 20_000;
    private static final long DEFAULT_MILLIS = 15_000;
    private static final int LARGEST_PORT = 65_535;

    /** A day: who wants a camera at all wants it before. */
    private static final long MAX_MILLIS = 86_400_000;

    /** What stands between a user's name and the host. */
    private static final Pattern PASSWORD = Pattern.compile("(?<=://)([^/?#@:]*):[^/?#]*@");

    private RtspOptionsReader() {}

    static ReadOptions read(JsonValue.Members given) {
        OptionReader reader = new OptionReader(given);
        String uri = reader.text("sourceUri", ApiLimits.MAX_SOURCE_URI_CHARS);
        // Fishjam begins at 1; 0 is for any port that is free.
        long port = reader.integer("rtpPort", 0, LARGEST_PORT, DEFAULT_PORT);
        long reconnectMillis = reader.integer("reconnectDelay", 0, MAX_MILLIS, DEFAULT_MILLIS);
        long keepAliveMillis = reader.integer("keepAliveInterval", 0, MAX_MILLIS, DEFAULT_MILLIS);
        boolean pierceNat = reader.bool("pierceNat", true);
        if (reader.refusal().isPresent()) {
            return new ReadOptions.Refused(reader.refusal().get());
        }
        JsonText properties = new JsonText()
                .object()
                .member("sourceUri", PASSWORD.matcher(uri).replaceFirst("$1:***@"))
                .rawMember("rtpPort", Long.toString(port))
                .rawMember("reconnectDelay", Long.toString(reconnectMillis))
                .rawMember("keepAliveInterval", Long.toString(keepAliveMillis))
                .rawMember("pierceNat", Boolean.toString(pierceNat))
                .end();
        return new ReadOptions.Read(
                properties.toString(),
                false,
                new ComponentOptions.Rtsp(uri, (int) port, reconnectMillis, keepAliveMillis, pierceNat));
    }
}
