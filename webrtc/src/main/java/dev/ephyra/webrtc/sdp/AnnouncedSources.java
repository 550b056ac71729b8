package dev.ephyra.webrtc.sdp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The sources that a media section announces (RFC 5576). Stateless. */
final class AnnouncedSources {
    /** Three encodings, each with retransmission and error correction, are 9. */
    static final int MAX_SSRCS = 16;

    private static final String RETRANSMISSION = "FID";
    private static final String ERROR_CORRECTION = "FEC-FR";

    private AnnouncedSources() {}

    /** Those that carry media, in order, with those that repair them. */
    static List<Source> read(MediaSection section) throws SdpException {
        Set<Long> ssrcs = new LinkedHashSet<>();
        for (Attribute attribute : section.body().attributes("ssrc")) {
            ssrcs.add(ssrc(attribute, attribute.words()[0]));
            if (ssrcs.size() > MAX_SSRCS) {
                throw attribute.problem("more than " + MAX_SSRCS + " SSRCs in one section");
            }
        }
        Map<Long, Long> retransmissions = new HashMap<>();
        Set<Long> repairing = new HashSet<>();
        for (Attribute attribute : section.body().attributes("ssrc-group")) {
            String[] words = attribute.words();
            if (words.length == 3 && (words[0].equals(RETRANSMISSION) || words[0].equals(ERROR_CORRECTION))) {
                repairing.add(ssrc(attribute, words[2]));
                if (words[0].equals(RETRANSMISSION)) {
                    retransmissions.put(ssrc(attribute, words[1]), ssrc(attribute, words[2]));
                }
            }
        }
        List<Source> sources = new ArrayList<>();
        for (long ssrc : ssrcs) {
            if (!repairing.contains(ssrc)) {
                Long rtx = retransmissions.get(ssrc);
                sources.add(rtx == null ? Source.of((int) ssrc) : Source.of((int) ssrc, rtx.intValue()));
            }
        }
        return sources;
    }

    private static long ssrc(Attribute attribute, String word) throws SdpException {
        long ssrc = Numbers.unsigned32(word);
        if (ssrc < 0) {
            throw attribute.problem("an SSRC that is not a number of 32 bits");
        }
        return ssrc;
    }
}
