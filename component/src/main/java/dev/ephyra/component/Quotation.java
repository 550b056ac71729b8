package dev.ephyra.component;

import java.util.regex.Pattern;

/** What others said, fit for a reason and a line of a log. Stateless. */
public final class Quotation {
    /** A sentence; who wants to say more has a log of its own. */
    public static final int MAX_CHARS = 200;

    /** Of what is looked at: secrets are masked before the text is cut, so that none is cut in half and recognised no more. */
    private static final int MAX_READ_CHARS = 16 * 1024;

    private static final String MASK = "***";
    private static final Pattern PASSWORD =
            Pattern.compile("(?i)(passw(?:or)?d|pwd)(\\s*[=:]\\s*)(\"[^\"]*\"?|[^\\s&;,]+)");
    private static final Pattern USER_INFO = Pattern.compile("://[^/\\s@]*@");

    private Quotation() {}

    /** The text on one line: cut, without control characters, and with passwords that it echoes masked. */
    public static String of(String text) {
        String read = text.length() > MAX_READ_CHARS ? text.substring(0, MAX_READ_CHARS) : text;
        String masked = PASSWORD.matcher(read).replaceAll("$1$2" + MASK);
        masked = USER_INFO.matcher(masked).replaceAll("://" + MASK + "@");
        StringBuilder line = new StringBuilder();
        masked.codePoints()
                .map(point -> isPrintable(point) ? point : ' ')
                .takeWhile(point -> line.length() + Character.charCount(point) <= MAX_CHARS)
                .forEach(line::appendCodePoint);
        return line.toString().strip();
    }

    /** Neither an order to a terminal nor a break or a turn of the line. */
    private static boolean isPrintable(int point) {
        int type = Character.getType(point);
        return type != Character.CONTROL
                && type != Character.FORMAT
                && type != Character.SURROGATE
                && type != Character.LINE_SEPARATOR
                && type != Character.PARAGRAPH_SEPARATOR;
    }
}
