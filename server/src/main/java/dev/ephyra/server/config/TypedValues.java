package dev.ephyra.server.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns texts into typed values, with the words Fishjam uses for those it cannot take. Owned by one read. */
final class TypedValues {
    private static final int MAX_PORT = 65_535;
    private static final Pattern IPV4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern RANGE = Pattern.compile("(\\d{1,5})-(\\d{1,5})");

    private final GivenValues given;

    TypedValues(GivenValues given) {
        this.given = given;
    }

    boolean bool(Setting setting) throws BadSetting {
        String value = given.text(setting);
        if (value.equals("true")) {
            return true;
        }
        if (value.equals("false")) {
            return false;
        }
        throw bad(setting, "Expected true or false, got: " + value);
    }

    int port(Setting setting) throws BadSetting {
        String value = given.text(setting);
        OptionalLong port = digits(value);
        if (port.isEmpty() || port.getAsLong() < 1 || port.getAsLong() > MAX_PORT) {
            throw bad(setting, "Expected valid port number, got: " + value);
        }
        return (int) port.getAsLong();
    }

    OptionalInt optionalPort(Setting setting) throws BadSetting {
        return given.optional(setting).isEmpty() ? OptionalInt.empty() : OptionalInt.of(port(setting));
    }

    String ip(Setting setting) throws BadSetting {
        String value = given.text(setting);
        if (literalAddress(value).isEmpty()) {
            throw bad(setting, "Expected valid ip address, got: " + value);
        }
        return value;
    }

    /** A literal address, or a host name that is resolved now, as Fishjam does. */
    String resolvedIp(Setting setting) throws BadSetting {
        String value = given.text(setting);
        try {
            Optional<InetAddress> literal = literalAddress(value);
            return (literal.isPresent() ? literal.get() : InetAddress.getByName(value)).getHostAddress();
        } catch (UnknownHostException unknown) {
            throw new BadSetting("Couldn't resolve " + value + ", given as " + given.label(setting) + ".");
        }
    }

    Settings.PortRange portRange(Setting setting) throws BadSetting {
        String value = given.text(setting);
        Matcher range = RANGE.matcher(value);
        if (range.matches()) {
            int first = Integer.parseInt(range.group(1));
            int last = Integer.parseInt(range.group(2));
            if (first <= last && last <= MAX_PORT) {
                return new Settings.PortRange(first, last);
            }
        }
        throw bad(
                setting,
                "Expected \"from-to\", where `from` and `to` are numbers between 0 and 65535 and `from` is not bigger"
                        + " than `to`, got: " + value);
    }

    /** A whole number within the bounds, both inclusive. */
    long number(Setting setting, long least, long most) throws BadSetting {
        String value = given.text(setting);
        OptionalLong number = digits(value);
        if (number.isEmpty() || number.getAsLong() < least || number.getAsLong() > most) {
            throw bad(setting, "Expected a number between " + least + " and " + most + ", got: " + value);
        }
        return number.getAsLong();
    }

    /** What stands between blanks. */
    List<String> words(Setting setting) {
        return Pattern.compile("\\s+")
                .splitAsStream(given.text(setting))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    Path path(Setting setting) throws BadSetting {
        try {
            return Path.of(given.text(setting));
        } catch (InvalidPathException invalid) {
            throw bad(setting, "Expected a path: " + invalid.getReason());
        }
    }

    BadSetting bad(Setting setting, String expectation) {
        return new BadSetting("Bad " + given.label(setting) + " value. " + expectation);
    }

    /** Only digits, at most 18 so that they always fit; no sign, no blanks, no other script's digits. */
    static OptionalLong digits(String value) {
        boolean plain =
                !value.isEmpty() && value.length() <= 18 && value.chars().allMatch(c -> c >= '0' && c <= '9');
        return plain ? OptionalLong.of(Long.parseLong(value)) : OptionalLong.empty();
    }

    /** IPv4 in four decimal parts, or IPv6; anything else would make the JDK ask a name server. */
    static Optional<InetAddress> literalAddress(String value) {
        Matcher v4 = IPV4.matcher(value);
        if (v4.matches()) {
            for (int part = 1; part <= 4; part++) {
                if (Integer.parseInt(v4.group(part)) > 255) {
                    return Optional.empty();
                }
            }
        } else if (!value.contains(":") || value.startsWith("[") || value.contains("%")) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(value));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }
}
