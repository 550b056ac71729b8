package dev.ephyra.webrtc.sdp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the meaning of an offer, and refuses what could not be answered: everything must travel in one bundle (RFC 9143)
 * to a passive side that is ICE-lite (RFC 8445 section 2.5). Owned by one call.
 */
final class OfferReader {
    /** What RFC 8829 section 5.1.2 lets WebRTC offer. */
    private static final Set<String> RTP_PROTOCOLS = Set.of("UDP/TLS/RTP/SAVPF", "TCP/DTLS/RTP/SAVPF");

    /** RFC 8285 section 4.2: the longest value of a header extension in the one-byte form, in which mids travel. */
    private static final int MAX_MID_CHARS = 16;

    private static final String GROUP = "group";
    private static final String BUNDLE = "BUNDLE";
    private static final int ORIGIN_WORDS = 6;

    /** RFC 8829 section 5.2.1: session ids and versions have 64 bits. */
    private static final int ORIGIN_DIGITS = 20;

    private final SessionDescription description;

    OfferReader(SessionDescription description) {
        this.description = description;
    }

    Offer read() throws SdpException {
        Section session = description.session();
        if (session.has("ice-lite")) {
            throw new SdpException(0, "a=ice-lite on both sides: nobody would check a path");
        }
        List<OfferedMedia> media = new ArrayList<>();
        List<MediaSection> live = new ArrayList<>();
        for (MediaSection section : description.media()) {
            media.add(media(section));
            if (!section.isRejected()) {
                live.add(section);
            }
        }
        List<String> bundle = bundle(live, mids());
        Optional<BundledTransport> transport = transport(live);
        checkExtensions(live);
        checkSources(media);
        return new Offer(origin(session), transport, bundle, session.has("extmap-allow-mixed"), media);
    }

    /** Empty where no section is live: then browsers say nothing of a transport, and have none. */
    private Optional<BundledTransport> transport(List<MediaSection> live) throws SdpException {
        if (live.isEmpty()) {
            return Optional.empty();
        }
        BundledTransport transport = BundledTransport.read(description.session(), live);
        checkSetup(transport.setup());
        return Optional.of(transport);
    }

    private OfferedMedia media(MediaSection section) throws SdpException {
        Direction direction = section.direction(description.session());
        if (section.isRejected() || section.kind() == MediaKind.APPLICATION) {
            OfferedLine line = new OfferedLine(
                    section.mid(), section.kind(), direction, section.isRejected(), Set.of(), List.of());
            return new OfferedMedia(line, section, PayloadFormats.NONE, ExtensionIds.NONE, List.of());
        }
        if (!RTP_PROTOCOLS.contains(section.protocol())) {
            throw section.problem("media over another protocol than UDP/TLS/RTP/SAVPF");
        }
        if (direction == Direction.SENDRECV) {
            throw section.problem("a=sendrecv: a line is either sent or received here");
        }
        // RFC 9143 section 7.1.3: a bundle-only line has no transport of its own to multiplex.
        if (!section.body().has("rtcp-mux") && !section.body().has("bundle-only")) {
            throw section.problem("a=rtcp-mux is missing");
        }
        PayloadFormats formats = PayloadFormats.read(section);
        ExtensionIds extensions = HeaderExtensions.read(section);
        boolean theySend = direction == Direction.SENDONLY;
        // Without both extensions nothing would say which encoding a packet belongs to.
        boolean canNameRids = theySend && extensions.mid() != 0 && extensions.rid() != 0;
        List<String> rids = canNameRids ? Simulcast.rids(section, "send") : List.of();
        OfferedLine line =
                new OfferedLine(section.mid(), section.kind(), direction, false, formats.codecs(theySend), rids);
        List<Source> sources = theySend && rids.isEmpty() ? AnnouncedSources.read(section) : List.of();
        return new OfferedMedia(line, section, formats, extensions, sources);
    }

    private Set<String> mids() throws SdpException {
        Set<String> mids = new HashSet<>();
        for (MediaSection section : description.media()) {
            String mid = section.mid();
            // RFC 8829 section 5.2.2: a line that was given up may have lost all its attributes.
            if (mid.isEmpty() && section.isRejected()) {
                continue;
            }
            if (mid.isEmpty()) {
                throw section.problem("a=mid is missing");
            }
            if (mid.length() > MAX_MID_CHARS || !mid.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
                throw section.problem("a=mid must be 1 to " + MAX_MID_CHARS + " visible ASCII characters");
            }
            if (!mids.add(mid)) {
                throw section.problem("a=mid:" + mid + " stands in two media sections");
            }
        }
        return mids;
    }

    /** The mids of the group, the tagged one first; all that is not rejected must be in it. */
    private List<String> bundle(List<MediaSection> live, Set<String> mids) throws SdpException {
        Optional<Attribute> group = description.session().attributes(GROUP).stream()
                .filter(attribute -> attribute.words()[0].equals(BUNDLE))
                .findFirst();
        if (group.isEmpty() && live.isEmpty()) {
            return List.of();
        }
        if (group.isEmpty()) {
            throw new SdpException(0, "a=group:BUNDLE is missing: everything must share one transport");
        }
        String[] words = group.get().words();
        List<String> bundle = List.of(words).subList(1, words.length);
        Set<String> bundled = new HashSet<>(bundle);
        if (bundled.size() != bundle.size()) {
            throw group.get().problem("a=group:BUNDLE names a line twice");
        }
        if (!mids.containsAll(bundle)) {
            throw group.get().problem("a=group:BUNDLE names a line that does not exist");
        }
        for (MediaSection section : live) {
            if (!bundled.contains(section.mid())) {
                throw section.problem("a=mid:" + section.mid() + " is not in a=group:BUNDLE");
            }
        }
        return bundle;
    }

    private static void checkSetup(Attribute setup) throws SdpException {
        if (!setup.value().equals("actpass") && !setup.value().equals("active")) {
            throw setup.problem("a=setup must be actpass or active: this side waits for the handshake");
        }
    }

    /** RFC 9143 section 14.1: before its line is known, an id must not mean one thing or another. */
    private static void checkExtensions(List<MediaSection> live) throws SdpException {
        Map<Integer, String> uris = new HashMap<>();
        for (MediaSection section : live) {
            for (Map.Entry<String, Integer> extension :
                    HeaderExtensions.ids(section).entrySet()) {
                String other = uris.putIfAbsent(extension.getValue(), extension.getKey());
                if (other != null && !other.equals(extension.getKey())) {
                    throw section.problem(
                            "a=extmap:" + extension.getValue() + " stands for two header extensions in one bundle");
                }
            }
        }
    }

    private static void checkSources(List<OfferedMedia> media) throws SdpException {
        Set<Integer> ssrcs = new HashSet<>();
        for (OfferedMedia offered : media) {
            for (Source source : offered.sources()) {
                if (!ssrcs.add(source.ssrc()) || (source.hasRtx() && !ssrcs.add(source.rtxSsrc()))) {
                    throw offered.section().problem("an SSRC that already stands for something else in this bundle");
                }
            }
        }
    }

    /** Session id and version of {@code o=}, separated by a space. */
    private static String origin(Section session) throws SdpException {
        int number = 1;
        String[] words = session.lines().get(number).value().split(" ", -1);
        boolean wellFormed = words.length == ORIGIN_WORDS
                && Arrays.stream(words, 1, 3)
                        .allMatch(word -> Numbers.isDigits(word) && word.length() <= ORIGIN_DIGITS);
        if (!wellFormed) {
            throw new SdpException(number + 1, "o= needs a user, a session id, a version and an address");
        }
        return words[1] + " " + words[2];
    }
}
