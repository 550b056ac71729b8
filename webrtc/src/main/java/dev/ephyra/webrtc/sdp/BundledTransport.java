package dev.ephyra.webrtc.sdp;

import dev.ephyra.webrtc.dtls.Fingerprint;
import dev.ephyra.webrtc.ice.IceCredentials;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What all sections of a bundle say of their one transport (RFC 9143 section 7.1.3): each of them, or only some, but none
 * something else. Immutable.
 *
 * @param setup who opens DTLS (RFC 8842), as written
 */
record BundledTransport(IceCredentials ice, Fingerprint fingerprint, Attribute setup) {
    private static final String ALGORITHM = "sha-256";

    /** Reads it from the session part and the given sections. */
    static BundledTransport read(Section session, List<MediaSection> bundled) throws SdpException {
        List<Section> sections = new ArrayList<>();
        sections.add(session);
        bundled.forEach(section -> sections.add(section.body()));
        String ufrag = agreed(sections, "ice-ufrag").value();
        Attribute password = agreed(sections, "ice-pwd");
        if (!IceCredentials.areValid(ufrag, password.value())) {
            throw password.problem("a=ice-ufrag and a=ice-pwd must be 4 to 256 and 22 to 256 of [0-9A-Za-z+/]");
        }
        IceCredentials ice = new IceCredentials(ufrag, password.value());
        return new BundledTransport(ice, fingerprint(sections), agreed(sections, "setup"));
    }

    /** The one value that an attribute has wherever it stands. */
    private static Attribute agreed(List<Section> sections, String name) throws SdpException {
        Optional<Attribute> first = Optional.empty();
        for (Section section : sections) {
            for (Attribute attribute : section.attributes(name)) {
                if (first.isPresent() && !first.get().value().equals(attribute.value())) {
                    throw attribute.problem("another a=" + name + " than in line "
                            + first.get().lineNumber() + "; bundled sections share one transport");
                }
                first = first.or(() -> Optional.of(attribute));
            }
        }
        return first.orElseThrow(() -> new SdpException(0, "a=" + name + " is missing"));
    }

    private static Fingerprint fingerprint(List<Section> sections) throws SdpException {
        Optional<Fingerprint> first = Optional.empty();
        for (Section section : sections) {
            for (Attribute attribute : section.attributes("fingerprint")) {
                Optional<Fingerprint> read = fingerprint(attribute);
                if (first.isPresent() && read.isPresent() && !first.equals(read)) {
                    throw attribute.problem("a second certificate: all a=fingerprint:sha-256 must be the same");
                }
                first = first.or(() -> read);
            }
        }
        return first.orElseThrow(() -> new SdpException(0, "a=fingerprint with sha-256 is missing"));
    }

    /** Empty for other hash functions: SHA-256 beside them is enough (RFC 8122 section 5.1). */
    private static Optional<Fingerprint> fingerprint(Attribute attribute) throws SdpException {
        String[] words = attribute.words();
        if (!words[0].toLowerCase(Locale.ROOT).equals(ALGORITHM)) {
            return Optional.empty();
        }
        if (words.length != 2 || !Fingerprint.isValid(words[1])) {
            throw attribute.problem("a=fingerprint:sha-256 needs 32 bytes in hex with colons between");
        }
        return Optional.of(new Fingerprint(words[1]));
    }
}
