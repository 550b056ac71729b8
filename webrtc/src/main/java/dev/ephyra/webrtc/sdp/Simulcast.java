package dev.ephyra.webrtc.sdp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The encodings of {@code a=simulcast} (RFC 8853) that {@code a=rid} declares (RFC 8851). Stateless. */
final class Simulcast {
    /** The encodings of Fishjam's clients: low, medium, high. No other name means anything here. */
    private static final Set<String> KNOWN_RIDS = Set.of("l", "m", "h");

    private Simulcast() {}

    /**
     * The rids of one direction, {@code send} or {@code recv}, in the order of {@code a=simulcast}. Of alternatives the
     * first counts; restrictions are promises of the sender, and nothing here depends on them.
     */
    static List<String> rids(MediaSection section, String direction) throws SdpException {
        Optional<Attribute> simulcast = section.body().attribute("simulcast");
        if (simulcast.isEmpty()) {
            return List.of();
        }
        Set<String> declared = new HashSet<>();
        for (Attribute rid : section.body().attributes("rid")) {
            String[] words = rid.words();
            if (words.length < 2) {
                throw rid.problem("a=rid needs an identification and a direction");
            }
            if (words[1].equals(direction)) {
                declared.add(words[0]);
            }
        }
        List<String> rids = new ArrayList<>();
        for (String rid : firstAlternatives(simulcast.get(), direction)) {
            if (KNOWN_RIDS.contains(rid) && declared.contains(rid) && !rids.contains(rid)) {
                rids.add(rid);
            }
        }
        return rids;
    }

    private static List<String> firstAlternatives(Attribute simulcast, String direction) throws SdpException {
        String[] words = simulcast.words();
        if (words.length != 2 && words.length != 4) {
            throw simulcast.problem("a=simulcast needs directions, each with its encodings");
        }
        List<String> rids = new ArrayList<>();
        for (int i = 0; i < words.length; i += 2) {
            if (words[i].equals(direction)) {
                for (String alternatives : words[i + 1].split(";", -1)) {
                    String first = alternatives.split(",", 2)[0];
                    // ~ marks one that is paused for now.
                    rids.add(first.startsWith("~") ? first.substring(1) : first);
                }
            }
        }
        return rids;
    }
}
