package dev.ephyra.webrtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the text: it is refused with a reason, or it can be answered. */
class HostileOfferPropertyTest {
    private static final String OFFER = new BrowserOffer()
            .sendAudio()
            .sendSimulcast("l;m;h")
            .sendVideo()
            .receiveVideo()
            .dataChannel()
            .stoppedVideo()
            .lines();

    @Property(tries = 100)
    void everyDescriptionIsReadAsItWasWritten(@ForAll("descriptions") SessionDescription description)
            throws SdpException {
        SessionDescription read = SessionDescription.parse(description.format());

        assertThat(read.format()).isEqualTo(description.format());
        assertThat(read.session().lines()).isEqualTo(description.session().lines());
        assertThat(read.media())
                .extracting(MediaSection::line)
                .isEqualTo(description.media().stream().map(MediaSection::line).toList());
    }

    @Example
    void everyTruncationIsRefusedOrAnswered() throws SdpException {
        List<OfferDraft.Line> lines = List.of(
                new OfferDraft.Line.Simulcast(Codec.VP8, List.of("l", "m", "h")),
                new OfferDraft.Line.DataChannel(),
                new OfferDraft.Line.Send(Codec.OPUS, Source.of(7), "s", "t", "c"));
        AnswerTransport side = AnswerRules.TRANSPORT;
        String offer = new OfferDraft(side.ice(), side.fingerprint(), 1, 1, lines).format();
        int firstWhole = offer.lastIndexOf("a=rtcp-mux") + "a=rtcp-mux".length();
        for (int length = 0; length < firstWhole; length++) {
            String text = offer.substring(0, length);
            // Before the first section it may be the offer of a client that has nothing.
            assertThat(answerIfPossible(text) && text.contains("m=")).isFalse();
        }
        assertThat(answerIfPossible(offer.substring(0, firstWhole))).isTrue();
        // Only formats of the last line may be missing now.
        for (int length = firstWhole; length <= offer.length(); length++) {
            answerIfPossible(offer.substring(0, length));
        }
        assertThat(answerIfPossible(offer)).isTrue();
    }

    @Property(tries = 300)
    void everyMutationIsRefusedOrAnswered(@ForAll long seed) throws SdpException {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(OFFER);
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, (char) (text.charAt(at) ^ (1 << random.nextInt(8))));
                case 1 -> text.deleteCharAt(at);
                case 2 -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(80))));
                default -> swapLines(text, random);
            }
        }
        answerIfPossible(text.toString());
    }

    /** Whether the text is an offer; then its answer must be one that a browser takes. */
    static boolean answerIfPossible(String text) throws SdpException {
        Optional<Offer> offer = parse(text);
        if (offer.isEmpty()) {
            return false;
        }
        List<LineAnswer> answers = new ArrayList<>();
        for (OfferedLine line : offer.get().lines()) {
            answers.add(most(line));
        }
        AnswerRules.check(text, offer.get().answer(answers, AnswerRules.TRANSPORT));
        return true;
    }

    private static Optional<Offer> parse(String text) {
        try {
            return Optional.of(Offer.parse(text));
        } catch (SdpException e) {
            assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(200).doesNotContain(BrowserOffer.PASSWORD);
            return Optional.empty();
        }
    }

    private static LineAnswer most(OfferedLine line) {
        if (line.isRejected() || line.kind() == MediaKind.APPLICATION) {
            return new LineAnswer.Reject();
        }
        if (line.codecs().isEmpty() || line.direction() == Direction.INACTIVE) {
            return new LineAnswer.Inactive();
        }
        Codec codec = line.codecs().iterator().next();
        return line.direction() == Direction.SENDONLY
                ? new LineAnswer.Receive(codec)
                : new LineAnswer.Send(codec, "s", line.mid(), Source.of(1, 2), "c");
    }

    private static void swapLines(StringBuilder text, Random random) {
        List<String> lines = new ArrayList<>(text.toString().lines().toList());
        Collections.swap(lines, random.nextInt(lines.size()), random.nextInt(lines.size()));
        text.setLength(0);
        text.append(String.join("\n", lines));
    }

    @Provide
    static Arbitrary<SessionDescription> descriptions() {
        Arbitrary<String> texts = Arbitraries.strings()
                .withCharRange(' ', '\u02ff')
                .excludeChars('\u007f')
                .ofMaxLength(40);
        Arbitrary<SdpLine> lines =
                Arbitraries.of('i', 'c', 'b', 'k', 'a').flatMap(type -> texts.map(value -> new SdpLine(type, value)));
        Arbitrary<String> words = Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(9);
        Arbitrary<Section> bodies = lines.list().ofMaxSize(8).map(list -> new Section(1, list));
        Arbitrary<MediaSection> media = Combinators.combine(
                        words,
                        Arbitraries.integers().between(0, 65_535),
                        words,
                        words.list().ofMinSize(1).ofMaxSize(5),
                        bodies)
                .as(MediaSection::new);
        List<SdpLine> begin =
                List.of(new SdpLine('v', "0"), new SdpLine('o', "-"), new SdpLine('s', " "), new SdpLine('t', "0 0"));
        Arbitrary<Section> sessions = lines.list().ofMaxSize(8).map(more -> {
            List<SdpLine> all = new ArrayList<>(begin);
            all.addAll(more);
            return new Section(1, all);
        });
        return Combinators.combine(sessions, media.list().ofMaxSize(4)).as(SessionDescription::new);
    }
}
