package dev.ephyra.signaling;

import dev.ephyra.webrtc.dtls.Fingerprint;
import dev.ephyra.webrtc.sdp.Answer;
import dev.ephyra.webrtc.sdp.AnswerTransport;
import dev.ephyra.webrtc.sdp.Codec;
import dev.ephyra.webrtc.sdp.Direction;
import dev.ephyra.webrtc.sdp.ExtensionIds;
import dev.ephyra.webrtc.sdp.FeedbackTypes;
import dev.ephyra.webrtc.sdp.LineAnswer;
import dev.ephyra.webrtc.sdp.MediaKind;
import dev.ephyra.webrtc.sdp.NegotiatedLine;
import dev.ephyra.webrtc.sdp.OfferedLine;
import dev.ephyra.webrtc.sdp.Source;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads what {@link TestSdp} writes, and little else. */
final class TestOffers implements OfferReader {
    @Override
    public ParsedOffer parse(String sdp) throws UnreadableOffer {
        if (!sdp.startsWith("v=0\r\n")) {
            throw new UnreadableOffer("line 1: v=0 is missing");
        }
        List<OfferedLine> lines = new ArrayList<>();
        String ufrag = "";
        for (String text : sdp.split("\r\nm=", -1)) {
            if (!text.startsWith("v=")) {
                List<String> attributes = List.of(text.split("\r\n", -1));
                ufrag = TestSdp.value(attributes, "a=ice-ufrag:");
                lines.add(line(text, attributes));
            }
        }
        return new Parsed(lines, ufrag);
    }

    private static OfferedLine line(String text, List<String> attributes) {
        MediaKind kind = MediaKind.valueOf(text.split(" ", -1)[0].toUpperCase(Locale.ROOT));
        Direction direction = Direction.SENDRECV;
        for (Direction one : Direction.values()) {
            if (attributes.contains("a=" + one.name().toLowerCase(Locale.ROOT))) {
                direction = one;
            }
        }
        Set<Codec> codecs = new LinkedHashSet<>();
        attributes.stream().filter(line -> line.startsWith("a=rtpmap:")).forEach(line -> {
            for (Codec codec : Codec.values()) {
                if (line.contains(" " + codec.encodingName() + "/")) {
                    codecs.add(codec);
                }
            }
        });
        List<String> rids = attributes.stream()
                .filter(line -> line.startsWith("a=rid:"))
                .map(line -> line.split("[: ]", -1)[1])
                .toList();
        boolean isRejected = text.split(" ", -1)[1].equals("0");
        return new OfferedLine(TestSdp.value(attributes, "a=mid:"), kind, direction, isRejected, codecs, rids);
    }

    private record Parsed(List<OfferedLine> lines, String iceUfrag) implements ParsedOffer {
        @Override
        public Fingerprint fingerprint() {
            return TestSdp.FINGERPRINT;
        }

        @Override
        public Answer answer(List<LineAnswer> answers, AnswerTransport transport) {
            StringBuilder sdp = new StringBuilder("v=0");
            List<NegotiatedLine> negotiated = new ArrayList<>();
            for (int i = 0; i < lines.size(); i++) {
                OfferedLine line = lines.get(i);
                String port = answers.get(i) instanceof LineAnswer.Reject ? " 0 " : " 9 ";
                sdp.append("\r\nm=")
                        .append(line.kind().name().toLowerCase(Locale.ROOT))
                        .append(port);
                sdp.append("\r\na=ice-ufrag:").append(transport.ice().ufrag());
                sdp.append("\r\na=mid:").append(line.mid());
                switch (answers.get(i)) {
                    case LineAnswer.Receive(var codec) -> {
                        sdp.append("\r\na=recvonly");
                        negotiated.add(line(line, Direction.RECVONLY, codec, List.of()));
                    }
                    case LineAnswer.Send(var codec, var stream, var track, var source, var cname) -> {
                        sdp.append("\r\na=sendonly\r\na=msid:")
                                .append(stream)
                                .append(' ')
                                .append(track);
                        sdp.append("\r\na=ssrc:")
                                .append(source.ssrc())
                                .append(" cname:")
                                .append(cname);
                        negotiated.add(line(line, Direction.SENDONLY, codec, List.of(source)));
                    }
                    case LineAnswer.Inactive _ -> sdp.append("\r\na=inactive");
                    case LineAnswer.Reject _ -> sdp.append("\r\na=inactive");
                }
            }
            return new Answer(sdp.append("\r\n").toString(), negotiated);
        }

        private static NegotiatedLine line(OfferedLine line, Direction direction, Codec codec, List<Source> sources) {
            return new NegotiatedLine(
                    line.mid(), direction, codec, 96, -1, ExtensionIds.NONE, FeedbackTypes.NONE, sources, line.rids());
        }
    }
}
