package dev.ephyra.webrtc.sdp;

import java.util.List;
import java.util.stream.Stream;

/**
 * A session description as its grammar has it (RFC 8866), nothing of its meaning. Immutable.
 *
 * @param session the lines before the first {@code m=}
 * @param media in order
 */
public record SessionDescription(Section session, List<MediaSection> media) {
    /** As much as a peer's socket takes in one message. Browsers write 3 kB a section: 256 of them are 768 kB. */
    public static final int MAX_CHARS = 1 << 20;

    /** A call of 127 others with picture and sound, and two sections of one's own. */
    public static final int MAX_SECTIONS = 256;

    /** 50 payload types with up to 8 lines each are 400; then come 16 header extensions and some sources. */
    static final int MAX_SECTION_LINES = 512;

    /** A group of {@link #MAX_SECTIONS} identifications of 16 characters has 4,360. */
    static final int MAX_LINE_CHARS = 8_192;

    public SessionDescription {
        media = List.copyOf(media);
    }

    /**
     * Reads a description; lines end with CRLF or LF.
     *
     * @throws SdpException if it does not follow the grammar, or goes beyond a limit
     */
    public static SessionDescription parse(String text) throws SdpException {
        if (text.length() > MAX_CHARS) {
            throw new SdpException(0, "a description of more than " + MAX_CHARS + " characters");
        }
        return new SectionSplitter().split(text);
    }

    /** The text, lines ended by CRLF. */
    public String format() {
        StringBuilder text = new StringBuilder();
        lines().forEach(line ->
                text.append(line.type()).append('=').append(line.value()).append("\r\n"));
        return text.toString();
    }

    private Stream<SdpLine> lines() {
        return Stream.concat(
                session.lines().stream(),
                media.stream()
                        .flatMap(section -> Stream.concat(Stream.of(section.line()), section.body().lines().stream())));
    }
}
