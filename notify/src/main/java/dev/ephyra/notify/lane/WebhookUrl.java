package dev.ephyra.notify.lane;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a lane posts, taken apart. Names with underscores pass: compose files give hosts such names.
 *
 * @param text as the client gave it
 * @param tls whether the scheme is https
 * @param host name or address literal, without brackets
 * @param port given or that of the scheme
 * @param target path and query of the request line
 */
public record WebhookUrl(String text, boolean tls, String host, int port, String target) {
    // Longer than any URL that servers accept in a request line (8,000 in most), shorter than a way to fill memory.
    private static final int MAX_LENGTH = 8_000;
    private static final Pattern AUTHORITY_END = Pattern.compile("[/?]");
    private static final Pattern USER_INFORMATION = Pattern.compile("//[^/?#]*@");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F]*:[0-9a-fA-F:.]*");
    // Octal, hexadecimal and shortened forms mean one address here and another there, so none is taken. Which hosts are
    // meant as IPv4 addresses is the rule of the URL Standard, "ends in a number": no name of the DNS does.
    private static final Pattern NUMBER_AT_THE_END = Pattern.compile("(^|\\.)([0-9]+|0[xX][0-9a-fA-F]*)\\.?$");
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

    /** What parsing gives. */
    public sealed interface Parsed {
        /** It can be posted to. */
        record Accepted(WebhookUrl url) implements Parsed {}

        /** It never can. */
        record Rejected(String why) implements Parsed {}
    }

    public static Parsed parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return new Parsed.Rejected("longer than " + MAX_LENGTH + " characters");
        }
        // RFC 3986 section 2: anything else is written percent-encoded. So the target is safe in a request line.
        if (!text.chars().allMatch(character -> character > ' ' && character < 127 && character != '\\')) {
            return new Parsed.Rejected("characters that a URL must escape");
        }
        int schemeEnd = text.indexOf("://");
        String scheme = schemeEnd < 0 ? "" : text.substring(0, schemeEnd).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return new Parsed.Rejected("neither http nor https");
        }
        // Read by hand: java.net.URI knows no host with an underscore and refuses paths that receivers take.
        int fragment = text.indexOf('#');
        String rest = text.substring(schemeEnd + 3, fragment < 0 ? text.length() : Math.max(fragment, schemeEnd + 3));
        Matcher end = AUTHORITY_END.matcher(rest);
        int authorityEnd = end.find() ? end.start() : rest.length();
        return parse(text, scheme, rest.substring(0, authorityEnd), rest.substring(authorityEnd));
    }

    /** Any text as it may be shown: where a URL has a user and a password stands {@code …}. */
    public static String shown(String text) {
        return USER_INFORMATION.matcher(text).replaceFirst("//…@");
    }

    private static Parsed parse(String text, String scheme, String authority, String pathAndQuery) {
        if (authority.indexOf('@') >= 0) {
            return new Parsed.Rejected("a user and a password in it are not allowed");
        }
        boolean tls = scheme.equals("https");
        int hostEnd = authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.indexOf(':');
        String hostPart = hostEnd < 0 ? authority : authority.substring(0, hostEnd);
        String portPart = hostEnd < 0 ? "" : authority.substring(hostEnd);
        int port = portPart.isEmpty() || portPart.equals(":") ? (tls ? 443 : 80) : portOf(portPart);
        String host = hostPart.startsWith("[") ? hostPart.substring(1, hostPart.length() - 1) : hostPart;
        // A zone id (fe80::1%eth0) names a link, and links are never posted to.
        boolean hostUsable = !host.isEmpty() && host.chars().noneMatch(character -> "[]%".indexOf(character) >= 0);
        boolean unlikeBrackets = hostPart.startsWith("[") && !IPV6.matcher(host).matches();
        if (!hostUsable || unlikeBrackets) {
            return new Parsed.Rejected("no usable host");
        }
        if (port < 1 || port > 65_535) {
            return new Parsed.Rejected("its port is no number from 1 to 65535");
        }
        if (host.indexOf(':') < 0
                && NUMBER_AT_THE_END.matcher(host).find()
                && !IPV4.matcher(host).matches()) {
            return new Parsed.Rejected("an IPv4 address is written as four decimal numbers, as in 192.0.2.1");
        }
        String target = pathAndQuery.startsWith("/") ? pathAndQuery : "/" + pathAndQuery;
        return new Parsed.Accepted(new WebhookUrl(text, tls, host, port, target));
    }

    private static int portOf(String colonAndDigits) {
        String digits = colonAndDigits.substring(1);
        boolean plain = colonAndDigits.startsWith(":")
                && digits.length() <= 5
                && digits.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        return plain ? Integer.parseInt(digits) : -1;
    }
}
