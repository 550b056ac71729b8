package dev.ephyra.notify.signature;

import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A header's value read as a digest, and what was wrong with how it is written. Forgives everything that leaves no doubt
 * about the digest.
 */
record SignatureReading(byte[] digest, Set<Mistake> mistakes) {
    private static final int DIGEST_BYTES = 32;
    private static final Pattern BETWEEN_VALUES = Pattern.compile("[,\\s]+");
    private static final Pattern VERSION = Pattern.compile("v1[,=]");

    /** All readings of Fishjam's header; none when there is no digest in it. */
    static List<SignatureReading> ofLegacy(String header) {
        List<String> values = values(header);
        return read(values, values.size() > 1, true);
    }

    /** All readings of the header of Standard Webhooks. */
    static List<SignatureReading> ofStandard(String header) {
        boolean wellFormed = SignatureCheck.signatures(header).stream()
                .allMatch(one -> !one.endsWith(",") && one.indexOf(',') == one.lastIndexOf(','));
        return read(values(header), !wellFormed, false);
    }

    /** Versions and signatures are told apart by their form, so that it does not matter what separates them. */
    private static List<String> values(String header) {
        String unversioned = VERSION.matcher(header.strip()).replaceAll(" v1:");
        return BETWEEN_VALUES
                .splitAsStream(unversioned.strip())
                .filter(value -> !value.isEmpty())
                .limit(16)
                .toList();
    }

    private static List<SignatureReading> read(List<String> values, boolean joined, boolean hexExpected) {
        List<SignatureReading> readings = new ArrayList<>();
        for (String value : values) {
            Set<Mistake> mistakes = EnumSet.noneOf(Mistake.class);
            if (joined) {
                mistakes.add(Mistake.SEVERAL_VALUES);
            }
            String bare = withoutPrefix(value, mistakes);
            digest(bare, hexExpected, mistakes)
                    .ifPresent(digest -> readings.add(new SignatureReading(digest, mistakes)));
        }
        return readings;
    }

    private static String withoutPrefix(String value, Set<Mistake> mistakes) {
        if (value.startsWith(SignatureHeaders.LEGACY_PREFIX)) {
            return value.substring(SignatureHeaders.LEGACY_PREFIX.length());
        }
        if (value.startsWith("v1:")) {
            return value.substring(3);
        }
        mistakes.add(Mistake.PREFIX_MISSING);
        return value;
    }

    private static Optional<byte[]> digest(String text, boolean hexExpected, Set<Mistake> mistakes) {
        try {
            if (text.length() == 2 * DIGEST_BYTES) {
                byte[] digest = HexFormat.of().parseHex(text);
                if (text.chars().anyMatch(character -> character >= 'A' && character <= 'F')) {
                    mistakes.add(Mistake.UPPERCASE_HEX);
                }
                if (!hexExpected) {
                    mistakes.add(Mistake.HEX_FOR_BASE64);
                }
                return Optional.of(digest);
            }
            byte[] digest = Base64.getDecoder().decode(text);
            String canonical = Base64.getEncoder().encodeToString(digest);
            if (canonical.equals(text + "=")) {
                mistakes.add(Mistake.PADDING_CUT);
            }
            if (hexExpected) {
                mistakes.add(Mistake.BASE64_FOR_HEX);
            }
            return digest.length == DIGEST_BYTES && canonical.startsWith(text) ? Optional.of(digest) : Optional.empty();
        } catch (IllegalArgumentException neither) {
            return Optional.empty();
        }
    }
}
