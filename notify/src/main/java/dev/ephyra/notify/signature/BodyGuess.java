package dev.ephyra.notify.signature;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A body that may have been signed, and what would have been done to it since: nothing for the one at hand. */
record BodyGuess(byte[] body, Set<Mistake> mistakes) {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    /** Undoes each change that can be undone; the body at hand comes first. */
    static List<BodyGuess> of(byte[] body) {
        List<BodyGuess> guesses = new ArrayList<>();
        guesses.add(new BodyGuess(body, Set.of()));
        lineEndings(guesses, body);
        if (startsWith(body, BYTE_ORDER_MARK)) {
            add(guesses, Arrays.copyOfRange(body, BYTE_ORDER_MARK.length, body.length), Mistake.BOM_ADDED);
        }
        recoded(body, StandardCharsets.UTF_8, StandardCharsets.ISO_8859_1)
                .ifPresent(bytes -> add(guesses, bytes, Mistake.READ_AS_LATIN_1));
        recoded(body, StandardCharsets.ISO_8859_1, StandardCharsets.UTF_8)
                .ifPresent(bytes -> add(guesses, bytes, Mistake.WRITTEN_AS_LATIN_1));
        fromBase64(body).ifPresent(bytes -> add(guesses, bytes, Mistake.BODY_IN_BASE64));
        JsonForms.of(body).forEach(json -> add(guesses, json, Mistake.JSON_REWRITTEN));
        return guesses;
    }

    /** Byte for byte in Latin-1, which gives every byte a character and so loses none. */
    private static void lineEndings(List<BodyGuess> guesses, byte[] body) {
        String text = new String(body, StandardCharsets.ISO_8859_1);
        if (text.endsWith("\r\n")) {
            addText(guesses, text.substring(0, text.length() - 2), Mistake.NEWLINE_ADDED);
        }
        if (text.endsWith("\n")) {
            addText(guesses, text.substring(0, text.length() - 1), Mistake.NEWLINE_ADDED);
        }
        addText(guesses, text + "\n", Mistake.NEWLINE_REMOVED);
        addText(guesses, text + "\r\n", Mistake.NEWLINE_REMOVED);
        if (text.indexOf('\n') >= 0) {
            String unix = text.replace("\r\n", "\n");
            addText(guesses, unix, Mistake.LINE_ENDINGS_CHANGED);
            addText(guesses, unix.replace("\n", "\r\n"), Mistake.LINE_ENDINGS_CHANGED);
        }
    }

    private static void addText(List<BodyGuess> guesses, String text, Mistake mistake) {
        add(guesses, text.getBytes(StandardCharsets.ISO_8859_1), mistake);
    }

    private static void add(List<BodyGuess> guesses, byte[] body, Mistake mistake) {
        guesses.add(new BodyGuess(body, Set.of(mistake)));
    }

    private static boolean startsWith(byte[] bytes, byte[] beginning) {
        return bytes.length >= beginning.length
                && Arrays.equals(bytes, 0, beginning.length, beginning, 0, beginning.length);
    }

    /** Read in one charset and written in the other, if both can without losing anything. */
    private static Optional<byte[]> recoded(byte[] body, Charset from, Charset to) {
        try {
            ByteBuffer bytes = to.newEncoder().encode(from.newDecoder().decode(ByteBuffer.wrap(body)));
            return Optional.of(Arrays.copyOf(bytes.array(), bytes.limit()));
        } catch (CharacterCodingException lossy) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> fromBase64(byte[] body) {
        try {
            return Optional.of(Base64.getDecoder().decode(new String(body, StandardCharsets.ISO_8859_1).strip()));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
