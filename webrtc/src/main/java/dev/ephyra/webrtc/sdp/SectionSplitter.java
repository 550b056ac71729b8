package dev.ephyra.webrtc.sdp;

import java.util.ArrayList;
import java.util.List;

/** Splits one text into lines and sections, within the limits of {@link SessionDescription}. Owned by one call. */
final class SectionSplitter {
    private static final String SESSION_TYPES = "vosiuepcbtrzka";
    private static final String MEDIA_TYPES = "icbka";

    private final List<MediaSection> media = new ArrayList<>();
    private final List<SdpLine> current = new ArrayList<>();
    private Section session = new Section(1, List.of());
    private String mediaLine = "";
    private int firstLine = 1;
    private int number;

    SessionDescription split(String text) throws SdpException {
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            int next = end < 0 ? text.length() : end + 1;
            int last = end < 0 ? text.length() : end;
            if (end > start && text.charAt(end - 1) == '\r') {
                last--;
            }
            number++;
            add(line(text.substring(start, last)));
            start = next;
        }
        endSection();
        return new SessionDescription(session, media);
    }

    private SdpLine line(String text) throws SdpException {
        if (text.length() > SessionDescription.MAX_LINE_CHARS) {
            throw new SdpException(number, "a line of more than " + SessionDescription.MAX_LINE_CHARS + " characters");
        }
        if (text.length() < 2 || text.charAt(1) != '=') {
            throw new SdpException(number, "not of the form <type>=<value>");
        }
        if (hasControlCharacter(text)) {
            throw new SdpException(number, "a control character");
        }
        return new SdpLine(text.charAt(0), text.substring(2));
    }

    private static boolean hasControlCharacter(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ') {
                return true;
            }
        }
        return false;
    }

    private void add(SdpLine line) throws SdpException {
        if (line.type() == 'm') {
            endSection();
            mediaLine = line.value();
            firstLine = number + 1;
            return;
        }
        // RFC 8866 section 5: a description with a type that is not understood is to be ignored completely.
        if ((isSession() ? SESSION_TYPES : MEDIA_TYPES).indexOf(line.type()) < 0) {
            throw new SdpException(number, "a line of a type that is unknown here");
        }
        if (current.size() == SessionDescription.MAX_SECTION_LINES) {
            throw new SdpException(
                    number, "more than " + SessionDescription.MAX_SECTION_LINES + " lines in one section");
        }
        current.add(line);
    }

    private void endSection() throws SdpException {
        Section section = new Section(firstLine, current);
        current.clear();
        if (isSession()) {
            session = checked(section);
        } else if (media.size() == SessionDescription.MAX_SECTIONS) {
            throw new SectionLimitException(firstLine - 1);
        } else {
            media.add(MediaSection.parse(mediaLine, section));
        }
    }

    private boolean isSession() {
        return firstLine == 1;
    }

    private static Section checked(Section session) throws SdpException {
        String begin = "vos";
        for (int i = 0; i < begin.length(); i++) {
            if (session.lines().size() <= i || session.lines().get(i).type() != begin.charAt(i)) {
                throw new SdpException(i + 1, "v=, o= and s= must be the first lines");
            }
        }
        if (!session.lines().getFirst().value().equals("0")) {
            throw new SdpException(1, "a version of SDP other than 0");
        }
        if (session.lines().stream().noneMatch(line -> line.type() == 't')) {
            throw new SdpException(0, "t= is missing");
        }
        return session;
    }
}
