package dev.ephyra.webrtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.webrtc.dtls.Fingerprint;
import dev.ephyra.webrtc.ice.IceCredentials;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random connections of a client and an answering side: both must agree on everything, offer after offer. */
class OfferAnswerPropertyTest {
    private static final Fingerprint CLIENT = new Fingerprint("A0:".repeat(31) + "0F");
    private static final IceCredentials ICE = new IceCredentials("user", "passwordOf22Characters");

    @Property(tries = 150)
    void bothSidesAgree(@ForAll long seed) throws SdpException {
        Random random = new Random(seed);
        OfferDraft draft = new OfferDraft(ICE, CLIENT, random.nextLong(Long.MAX_VALUE), 1, List.of());
        List<Offer> offers = new ArrayList<>();
        List<List<LineAnswer>> answered = new ArrayList<>();
        for (int round = 0; round < 6; round++) {
            draft = revised(draft, random).plus(newLine(draft.lines().size(), random));
            Offer offer;
            try {
                offer = Offer.parse(draft.format());
            } catch (SdpException e) {
                assertThat(draft.lines()).allMatch(line -> line instanceof OfferDraft.Line.Rejected);
                continue;
            }
            List<LineAnswer> answers = new ArrayList<>();
            for (OfferedLine line : offer.lines()) {
                answers.add(answer(line, random));
            }
            Answer answer = offer.answer(answers, AnswerRules.TRANSPORT);

            AnswerRules.check(draft.format(), answer);
            agree(answers, answer);
            if (!offers.isEmpty()) {
                assertThat(offer.discontinuity(offers.getLast(), answered.getLast()))
                        .isEmpty();
            }
            offers.add(offer);
            answered.add(answers);
        }
        assertThat(draft.lines()).hasSize(6);
    }

    private static void agree(List<LineAnswer> answers, Answer answer) throws SdpException {
        if (answers.stream().allMatch(line -> line instanceof LineAnswer.Reject)) {
            assertThat(answer.lines()).isEmpty();
            return;
        }
        RemoteAnswer read = RemoteAnswer.parse(answer.sdp());
        assertThat(read.ice()).isEqualTo(AnswerRules.TRANSPORT.ice());
        assertThat(read.fingerprint()).isEqualTo(AnswerRules.TRANSPORT.fingerprint());
        assertThat(read.candidates()).isEqualTo(AnswerRules.TRANSPORT.candidates());
        assertThat(read.lines()).hasSameSizeAs(answer.lines());
        for (int i = 0; i < read.lines().size(); i++) {
            NegotiatedLine ours = answer.lines().get(i);
            boolean weSend = ours.direction() == Direction.SENDONLY;
            assertThat(read.lines().get(i))
                    .isEqualTo(new NegotiatedLine(
                            ours.mid(),
                            weSend ? Direction.RECVONLY : Direction.SENDONLY,
                            ours.codec(),
                            ours.payloadType(),
                            ours.rtxPayloadType(),
                            ours.extensions(),
                            ours.feedback(),
                            weSend ? ours.sources() : List.of(),
                            ours.rids()));
        }
    }

    private static OfferDraft.Line newLine(int index, Random random) {
        Codec codec = codec(random);
        return switch (random.nextInt(6)) {
            case 0, 1 -> {
                Source source = codec.kind() == MediaKind.AUDIO ? Source.of(~index) : Source.of(~index, index);
                yield new OfferDraft.Line.Send(codec, source, "stream", "track" + index, "cname");
            }
            case 2 -> new OfferDraft.Line.Simulcast(Codec.VP8, List.of("l", "m", "h"));
            case 3 -> new OfferDraft.Line.Receive(List.of(Codec.OPUS));
            case 4 -> new OfferDraft.Line.Receive(List.of(Codec.H264, Codec.VP8));
            default -> new OfferDraft.Line.DataChannel();
        };
    }

    /** What was there goes on, pauses, or is given up. */
    private static OfferDraft revised(OfferDraft draft, Random random) {
        List<OfferDraft.Line> lines = new ArrayList<>();
        for (OfferDraft.Line line : draft.lines()) {
            lines.add(
                    switch (line) {
                        case OfferDraft.Line.Send send
                        when random.nextInt(5) == 0 -> new OfferDraft.Line.Inactive(send.codec());
                        case OfferDraft.Line.Inactive(Codec codec)
                        when random.nextInt(3) == 0 -> new OfferDraft.Line.Rejected(codec);
                        case OfferDraft.Line same -> same;
                    });
        }
        return draft.next(lines);
    }

    private static LineAnswer answer(OfferedLine line, Random random) {
        if (line.isRejected() || line.kind() == MediaKind.APPLICATION) {
            return new LineAnswer.Reject();
        }
        List<Codec> codecs = List.copyOf(line.codecs());
        Codec codec = codecs.get(random.nextInt(codecs.size()));
        if (line.direction() == Direction.INACTIVE || random.nextInt(5) == 0) {
            return new LineAnswer.Inactive();
        }
        return line.direction() == Direction.SENDONLY
                ? new LineAnswer.Receive(codec)
                : new LineAnswer.Send(
                        codec,
                        "peer",
                        "track" + line.mid(),
                        random.nextBoolean() ? Source.of(random.nextInt()) : Source.of(random.nextInt(), 9),
                        "peer");
    }

    private static Codec codec(Random random) {
        List<Codec> codecs = List.of(Codec.values());
        return codecs.get(random.nextInt(codecs.size()));
    }
}
