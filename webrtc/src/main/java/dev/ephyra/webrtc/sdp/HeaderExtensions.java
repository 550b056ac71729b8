package dev.ephyra.webrtc.sdp;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ObjIntConsumer;

/** Header extensions in {@code a=extmap} (RFC 8285 section 5): which are accepted, and how they are written. Stateless. */
final class HeaderExtensions {
    static final String MID = "urn:ietf:params:rtp-hdrext:sdes:mid";
    static final String RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";
    static final String REPAIRED_RID = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id";
    static final String TRANSPORT_WIDE_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
    static final String AUDIO_LEVEL = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";

    private static final int LAST_ID = 255;

    /** Of the one-byte form; RFC 8285 section 4.2 keeps it for the future. */
    private static final int RESERVED_ID = 15;

    private HeaderExtensions() {}

    /** Those of {@code section} that are accepted; each keeps its offered id. */
    static ExtensionIds read(MediaSection section) throws SdpException {
        Map<String, Integer> ids = ids(section);
        return new ExtensionIds(
                ids.getOrDefault(MID, 0),
                ids.getOrDefault(RID, 0),
                ids.getOrDefault(REPAIRED_RID, 0),
                ids.getOrDefault(TRANSPORT_WIDE_CC, 0),
                section.kind() == MediaKind.AUDIO ? ids.getOrDefault(AUDIO_LEVEL, 0) : 0);
    }

    /**
     * Ids by URI. Left out are provisional ids (4096 and up), and those with a direction or attributes, which no browser
     * offers for anything that is accepted here.
     */
    static Map<String, Integer> ids(MediaSection section) throws SdpException {
        Map<String, Integer> ids = new LinkedHashMap<>();
        for (Attribute attribute : section.body().attributes("extmap")) {
            String[] words = attribute.words();
            if (words.length < 2) {
                throw attribute.problem("a=extmap needs an id and a URI");
            }
            int id = Numbers.decimal(words[0], LAST_ID);
            if (id > 0 && id != RESERVED_ID) {
                ids.putIfAbsent(words[1], id);
            }
        }
        return ids;
    }

    /** Calls {@code each} with URI and id of all that were negotiated. */
    static void forEach(ExtensionIds ids, ObjIntConsumer<String> each) {
        accept(MID, ids.mid(), each);
        accept(RID, ids.rid(), each);
        accept(REPAIRED_RID, ids.repairedRid(), each);
        accept(TRANSPORT_WIDE_CC, ids.transportWideCc(), each);
        accept(AUDIO_LEVEL, ids.audioLevel(), each);
    }

    private static void accept(String uri, int id, ObjIntConsumer<String> each) {
        if (id != 0) {
            each.accept(uri, id);
        }
    }
}
