package dev.ephyra.server.config;

import dev.ephyra.notify.socket.StreamRequest;
import java.util.ArrayList;
import java.util.List;

/** Reads the durable consumers of the server socket. No message shows a token. Stateless. */
final class ConsumerSettingsReader {
    /** Each backend that must miss nothing has one or two. */
    private static final int MAX_CONFIGURED = 100;

    private static final int MAX_TOKEN_CHARS = 512;

    private ConsumerSettingsReader() {}

    static List<Settings.Consumer> read(GivenValues given, TypedValues typed) throws BadSetting {
        List<Settings.Consumer> consumers = new ArrayList<>();
        for (String entry : given.text(SettingTable.CONSUMERS).split(",", -1)) {
            if (!entry.isBlank()) {
                add(consumers, entry.strip(), given, typed);
            }
        }
        if (consumers.size() > MAX_CONFIGURED) {
            throw typed.bad(SettingTable.CONSUMERS, "Expected at most " + MAX_CONFIGURED + " consumers");
        }
        return List.copyOf(consumers);
    }

    private static void add(List<Settings.Consumer> consumers, String entry, GivenValues given, TypedValues typed)
            throws BadSetting {
        int colon = entry.indexOf(':');
        String name = colon < 0 ? "" : entry.substring(0, colon);
        String token = entry.substring(colon + 1);
        int number = consumers.size() + 1;
        if (!StreamRequest.isName(name) || token.isEmpty() || token.length() > MAX_TOKEN_CHARS) {
            throw typed.bad(
                    SettingTable.CONSUMERS,
                    "Expected name:token with commas between, names of 1 to 64 letters, digits, dots, dashes or"
                            + " underscores; entry " + number + " is something else");
        }
        boolean known = token.equals(given.text(SettingTable.SERVER_API_TOKEN))
                || consumers.stream()
                        .anyMatch(other -> other.name().equals(name)
                                || other.token().value().equals(token));
        if (known) {
            throw typed.bad(
                    SettingTable.CONSUMERS,
                    "Expected names and tokens that differ from each other and from the server's; entry " + number
                            + " repeats one");
        }
        consumers.add(new Settings.Consumer(name, new Secret(token)));
    }
}
