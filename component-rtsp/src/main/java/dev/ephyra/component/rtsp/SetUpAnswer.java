package dev.ephyra.component.rtsp;

import java.util.Locale;
import java.util.OptionalInt;

/**
 * What a camera says when it has set up a stream (RFC 2326 sections 12.37 and 12.39), as far as it can be read.
 *
 * @param session its name, may be empty
 * @param timeoutSeconds after which the camera forgets the session
 * @param serverPort 1 to 65,535, from which it sends by UDP
 * @param channel 0 to 255, of the packets inside the connection
 */
record SetUpAnswer(String session, OptionalInt timeoutSeconds, OptionalInt serverPort, OptionalInt channel) {
    private static final int LARGEST_PORT = 65_535;
    private static final int LARGEST_CHANNEL = 255;

    static SetUpAnswer of(RtspMessage.Response response) {
        String[] id = response.header("session").orElse("").split(";", -1);
        OptionalInt timeout = OptionalInt.empty();
        for (int i = 1; i < id.length; i++) {
            OptionalInt seconds = number(id[i].strip().toLowerCase(Locale.ROOT), "timeout=");
            timeout = seconds.isPresent() ? seconds : timeout;
        }
        OptionalInt serverPort = OptionalInt.empty();
        OptionalInt channel = OptionalInt.empty();
        for (String parameter : response.header("transport").orElse("").split(";", -1)) {
            OptionalInt port = number(parameter.strip(), "server_port=");
            boolean isPort = port.isPresent() && port.getAsInt() >= 1 && port.getAsInt() <= LARGEST_PORT;
            serverPort = isPort ? port : serverPort;
            OptionalInt given = number(parameter.strip(), "interleaved=");
            channel = given.isPresent() && given.getAsInt() <= LARGEST_CHANNEL ? given : channel;
        }
        return new SetUpAnswer(id[0].strip(), timeout, serverPort, channel);
    }

    /** The digits behind a name. */
    private static OptionalInt number(String parameter, String name) {
        if (!parameter.startsWith(name)) {
            return OptionalInt.empty();
        }
        int end = name.length();
        while (end < parameter.length() && end < name.length() + 9 && Character.isDigit(parameter.charAt(end))) {
            end++;
        }
        return end == name.length()
                ? OptionalInt.empty()
                : OptionalInt.of(Integer.parseInt(parameter.substring(name.length(), end)));
    }
}
