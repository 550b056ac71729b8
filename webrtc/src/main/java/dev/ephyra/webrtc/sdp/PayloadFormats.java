package dev.ephyra.webrtc.sdp;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The payload types of a media section with RTP, in the order of its {@code m=} line, and the feedback offered for them.
 * Immutable.
 *
 * @param feedback values of {@code a=rtcp-fb}, the payload type or {@code *} included (RFC 4585 section 4.2)
 * @param reducedSize whether there is {@code a=rtcp-rsize}
 */
record PayloadFormats(List<PayloadFormat> formats, Set<String> feedback, boolean reducedSize) {
    static final PayloadFormats NONE = new PayloadFormats(List.of(), Set.of(), false);

    private static final int LAST_PAYLOAD_TYPE = 127;

    static PayloadFormats read(MediaSection section) throws SdpException {
        Map<Integer, String> encodings = byPayloadType(section.body(), "rtpmap");
        Map<Integer, String> parameters = byPayloadType(section.body(), "fmtp");
        Map<Integer, PayloadFormat> formats = new LinkedHashMap<>();
        for (String format : section.formats()) {
            int payloadType = Numbers.decimal(format, LAST_PAYLOAD_TYPE);
            if (payloadType < 0) {
                throw section.problem("a payload type that is not a number from 0 to " + LAST_PAYLOAD_TYPE);
            }
            // Static ones (RFC 3551) need no a=rtpmap, and none of them is forwarded here.
            formats.put(
                    payloadType,
                    new PayloadFormat(
                            payloadType,
                            encodings.getOrDefault(payloadType, ""),
                            parameters.getOrDefault(payloadType, "")));
        }
        Set<String> feedback = new HashSet<>();
        section.body().attributes("rtcp-fb").forEach(attribute -> feedback.add(attribute.value()));
        return new PayloadFormats(
                List.copyOf(formats.values()),
                Set.copyOf(feedback),
                section.body().has("rtcp-rsize"));
    }

    /** The codecs under which they can send to us, or we to them; in the order of the {@code m=} line. */
    Set<Codec> codecs(boolean theySend) {
        Set<Codec> named = new LinkedHashSet<>();
        formats.forEach(format -> format.codec().ifPresent(named::add));
        named.removeIf(codec -> choose(codec, theySend).isEmpty());
        return named;
    }

    /**
     * The format under which a codec is negotiated. What they send as H.264 must be what everybody decodes; what they
     * receive goes by its name, because decoders take more than their parameters say.
     */
    Optional<PayloadFormat> choose(Codec codec, boolean theySend) {
        return switch (codec) {
            case OPUS, VP8 -> first(codec, format -> true);
            case H264 ->
                theySend
                        ? first(codec, format -> format.isNonInterleaved() && format.isConstrainedBaseline())
                        : first(codec, PayloadFormat::isNonInterleaved).or(() -> first(codec, format -> true));
        };
    }

    /** The format of the retransmissions of {@code format}. */
    Optional<PayloadFormat> repairOf(PayloadFormat format) {
        return formats.stream()
                .filter(candidate -> candidate.repairs(format.payloadType()))
                .findFirst();
    }

    /** What is taken here of the feedback that stands for {@code format}. */
    FeedbackTypes feedback(PayloadFormat format, ExtensionIds extensions) {
        return new FeedbackTypes(
                hasFeedback(format, "nack"),
                hasFeedback(format, "nack pli"),
                hasFeedback(format, "ccm fir"),
                hasFeedback(format, "transport-cc") && extensions.transportWideCc() != 0,
                reducedSize);
    }

    private boolean hasFeedback(PayloadFormat format, String type) {
        return feedback.contains(format.payloadType() + " " + type) || feedback.contains("* " + type);
    }

    private Optional<PayloadFormat> first(Codec codec, Predicate<PayloadFormat> fitting) {
        return formats.stream()
                .filter(format -> format.codec().equals(Optional.of(codec)))
                .filter(fitting)
                .findFirst();
    }

    private static Map<Integer, String> byPayloadType(Section section, String name) throws SdpException {
        Map<Integer, String> values = new LinkedHashMap<>();
        for (Attribute attribute : section.attributes(name)) {
            String[] parts = attribute.value().split(" ", 2);
            int payloadType = Numbers.decimal(parts[0], LAST_PAYLOAD_TYPE);
            if (payloadType < 0 || parts.length < 2 || parts[1].isBlank()) {
                throw attribute.problem("a=" + name + " needs a payload type and what it stands for");
            }
            values.putIfAbsent(payloadType, parts[1]);
        }
        return values;
    }
}
