package dev.ephyra.webrtc.sdp;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One media section: {@code m=<media> <port> <proto> <fmt> …} and what follows (RFC 8866 section 5.14). Immutable.
 *
 * @param port 0 to 65535
 * @param formats at least one; payload types where the protocol is RTP
 */
public record MediaSection(String media, int port, String protocol, List<String> formats, Section body) {
    /** RFC 8866 has no bound; RTP has 128 payload types, and browsers list some 50. */
    static final int MAX_FORMATS = 128;

    private static final int LAST_PORT = 65_535;

    public MediaSection {
        formats = List.copyOf(formats);
    }

    /** Reads the value of an {@code m=} line. */
    static MediaSection parse(String value, Section body) throws SdpException {
        int number = body.firstLine() - 1;
        String[] words = value.split(" ", -1);
        if (words.length < 4 || List.of(words).contains("")) {
            throw new SdpException(number, "m= needs a medium, a port, a protocol and a format, with single spaces");
        }
        if (words.length - 3 > MAX_FORMATS) {
            throw new SdpException(number, "m= with more than " + MAX_FORMATS + " formats");
        }
        int port = Numbers.decimal(words[1], LAST_PORT);
        if (port < 0) {
            throw new SdpException(number, "the port of m= is not a number from 0 to " + LAST_PORT);
        }
        return new MediaSection(words[0], port, words[2], List.of(words).subList(3, words.length), body);
    }

    public MediaKind kind() {
        return switch (media.toLowerCase(Locale.ROOT)) {
            case "audio" -> MediaKind.AUDIO;
            case "video" -> MediaKind.VIDEO;
            default -> MediaKind.APPLICATION;
        };
    }

    /** The identification (RFC 5888); empty without one. */
    public String mid() {
        return body.attribute("mid").map(Attribute::value).orElse("");
    }

    /** Port 0, and not because all of the bundle is on another line's (RFC 9143 section 6). */
    public boolean isRejected() {
        return port == 0 && !body.has("bundle-only");
    }

    /** The direction of this section, else of the session, else {@code sendrecv} (RFC 8866 section 6.7). */
    public Direction direction(Section session) {
        return directionOf(body).or(() -> directionOf(session)).orElse(Direction.SENDRECV);
    }

    /** The number of the {@code m=} line. */
    public int lineNumber() {
        return body.firstLine() - 1;
    }

    SdpLine line() {
        return new SdpLine('m', media + " " + port + " " + protocol + " " + String.join(" ", formats));
    }

    SdpException problem(String what) {
        return new SdpException(lineNumber(), what);
    }

    private static Optional<Direction> directionOf(Section section) {
        for (Direction direction : Direction.values()) {
            if (section.has(direction.attributeName())) {
                return Optional.of(direction);
            }
        }
        return Optional.empty();
    }
}
