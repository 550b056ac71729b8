package dev.ephyra.webrtc.sdp;

import java.util.Optional;

/**
 * One payload type of a media section and what it stands for (RFC 8866 sections 6.6 and 6.15). Immutable.
 *
 * @param encoding {@code <name>/<clock rate>} with or without channels, as offered
 * @param parameters the value of {@code a=fmtp} behind the payload type; empty without one
 */
record PayloadFormat(int payloadType, String encoding, String parameters) {
    private static final String RTX = "rtx";

    /** The codec that is forwarded under this format, whatever its parameters. */
    Optional<Codec> codec() {
        for (Codec codec : Codec.values()) {
            if (isNamed(codec.encodingName(), codec.clockRateHz())) {
                return Optional.of(codec);
            }
        }
        return Optional.empty();
    }

    /** Whether this carries the retransmissions of {@code payloadType} (RFC 4588 section 8). */
    boolean repairs(int payloadType) {
        return encoding.regionMatches(true, 0, RTX + "/", 0, RTX.length() + 1)
                && parameter("apt").equals(Optional.of(Integer.toString(payloadType)));
    }

    /** The value of one parameter of {@code <name>=<value>;…}; names are compared without regard to case. */
    Optional<String> parameter(String name) {
        for (String parameter : parameters.split(";", -1)) {
            int equals = parameter.indexOf('=');
            if (equals > 0 && parameter.substring(0, equals).strip().equalsIgnoreCase(name)) {
                return Optional.of(parameter.substring(equals + 1).strip());
            }
        }
        return Optional.empty();
    }

    /** RFC 6184 section 8.1: packets of more than one picture part, and parts of one in several packets. */
    boolean isNonInterleaved() {
        return parameter("packetization-mode").equals(Optional.of("1"));
    }

    /** Whether what is sent under this H.264 format can be decoded by everybody. */
    boolean isConstrainedBaseline() {
        return parameter("profile-level-id")
                .filter(H264Profile::isConstrainedBaseline)
                .isPresent();
    }

    private boolean isNamed(String name, int clockRateHz) {
        String wanted = name + "/" + clockRateHz;
        return encoding.regionMatches(true, 0, wanted, 0, wanted.length())
                && (encoding.length() == wanted.length() || encoding.charAt(wanted.length()) == '/');
    }
}
