package dev.ephyra.sdk.notifier;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Messages of the original protocol that no code of ours encoded; see {@code recorded/README.md}. */
final class RecordedFrames {
    private static final Map<String, byte[]> FRAMES = read();

    private RecordedFrames() {}

    static byte[] of(String name) {
        return Optional.ofNullable(FRAMES.get(name))
                .orElseThrow(() -> new AssertionError("no such frame: " + name))
                .clone();
    }

    /** What a server tells, in its order. */
    static List<String> notifications() {
        List<String> names = List.copyOf(FRAMES.keySet());
        return names.subList(names.indexOf("roomCreated"), names.size());
    }

    private static Map<String, byte[]> read() {
        try (InputStream in =
                RecordedFrames.class.getResourceAsStream("/dev/ephyra/sdk/recorded/socket-fishjam-0.6.txt")) {
            if (in == null) {
                throw new AssertionError("the recorded frames are missing");
            }
            Map<String, byte[]> frames = new LinkedHashMap<>();
            new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().forEach(line -> {
                String[] words = line.split(" ", 2);
                frames.put(words[0], HexFormat.of().parseHex(words[1]));
            });
            return frames;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
