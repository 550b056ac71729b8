package dev.ephyra.api;

import dev.ephyra.room.ComponentOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/** The options of RTSP components. Whether there is a camera shows when it is connected to. Stateless. */
final class RtspOptionsReader {
    private static final long DEFAULT_PORT = 20_000;
    private static final long DEFAULT_MILLIS = 15_000;
    private static final int LARGEST_PORT = 65_535;

    /** A day: who wants a camera at all wants it before. */
    private static final long MAX_MILLIS = 86_400_000;

    /** A password where cameras have it that take none before their host. */
    private static final Pattern PARAMETER =
            Pattern.compile("((?:pass(?:word)?|pwd)=)[^&/]*", Pattern.CASE_INSENSITIVE);

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
                .member("sourceUri", masked(uri))
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

    /**
     * How a URI is shown, and kept in the journal: without its password. Of what is no URI nothing before the last at sign is
     * shown, for it may be a password with signs that have a meaning in URIs.
     */
    static String masked(String uri) {
        int at = uri.lastIndexOf('@');
        if (at < 0) {
            return PARAMETER.matcher(uri).replaceAll("$1***");
        }
        String shown = user(uri).orElse("***") + uri.substring(at);
        return PARAMETER.matcher(shown).replaceAll("$1***");
    }

    /** What stands before the password; empty if that cannot be told. */
    private static Optional<String> user(String uri) {
        try {
            URI parsed = new URI(uri);
            String userInfo = parsed.getRawUserInfo();
            if (parsed.getHost() == null || userInfo == null || !userInfo.contains(":")) {
                return Optional.empty();
            }
            String user = userInfo.substring(0, userInfo.indexOf(':'));
            return Optional.of(parsed.getScheme() + "://" + user + ":***");
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }
}
