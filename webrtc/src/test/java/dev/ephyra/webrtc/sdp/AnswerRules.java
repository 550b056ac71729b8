package dev.ephyra.webrtc.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.webrtc.dtls.Fingerprint;
import dev.ephyra.webrtc.ice.IceCredentials;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a browser demands of an answer, checked on its text. */
final class AnswerRules {
    static final AnswerTransport TRANSPORT = new AnswerTransport(
            new IceCredentials("srvU", "srvPasswordOf22Letters"),
            new Fingerprint("01:".repeat(31) + "FF"),
            List.of("1 1 UDP 2015363327 192.0.2.1 5004 typ host"));

    private AnswerRules() {}

    static SessionDescription check(String offer, Answer answer) throws SdpException {
        SessionDescription offered = SessionDescription.parse(offer);
        SessionDescription answered = SessionDescription.parse(answer.sdp());
        assertThat(answered.media()).hasSameSizeAs(offered.media());
        assertThat(answered.session().has("ice-lite")).isTrue();
        assertThat(answered.session().has("extmap-allow-mixed"))
                .isEqualTo(offered.session().has("extmap-allow-mixed"));
        Set<String> msids = new HashSet<>();
        for (int i = 0; i < offered.media().size(); i++) {
            MediaSection theirs = offered.media().get(i);
            MediaSection ours = answered.media().get(i);
            assertThat(ours.media()).isEqualTo(theirs.media());
            assertThat(ours.protocol()).isEqualTo(theirs.protocol());
            assertThat(ours.mid()).isEqualTo(theirs.mid());
            assertThat(theirs.formats()).containsAll(ours.formats());
            if (ours.isRejected()) {
                continue;
            }
            assertThat(theirs.isRejected()).isFalse();
            checkLine(theirs, ours);
            ours.body().attribute("msid").ifPresent(msid -> {
                assertThat(msid.value()).doesNotStartWith("- ");
                assertThat(msids.add(msid.value())).isTrue();
            });
        }
        checkBundle(offered, answered);
        return answered;
    }

    private static void checkLine(MediaSection theirs, MediaSection ours) {
        assertThat(ours.port()).isNotZero();
        Direction wanted = theirs.direction(theirs.body());
        Direction given = ours.direction(ours.body());
        switch (wanted) {
            case SENDONLY -> assertThat(given).isIn(Direction.RECVONLY, Direction.INACTIVE);
            case RECVONLY -> assertThat(given).isIn(Direction.SENDONLY, Direction.INACTIVE);
            case INACTIVE, SENDRECV -> assertThat(given).isEqualTo(Direction.INACTIVE);
        }
        Section body = ours.body();
        assertThat(body.has("rtcp-mux")).isTrue();
        assertThat(attributeValues(body, "ice-ufrag"))
                .containsExactly(TRANSPORT.ice().ufrag());
        assertThat(attributeValues(body, "ice-pwd"))
                .containsExactly(TRANSPORT.ice().password());
        assertThat(attributeValues(body, "fingerprint"))
                .containsExactly("sha-256 " + TRANSPORT.fingerprint().hex());
        assertThat(attributeValues(body, "setup")).containsExactly("passive");
        assertThat(body.has("msid")).isEqualTo(given == Direction.SENDONLY);
        assertThat(body.has("ssrc")).isEqualTo(given == Direction.SENDONLY);
        // Behind the URI theirs may have attributes of the extension (RFC 8285 section 8).
        assertThat(attributeValues(theirs.body(), "extmap").stream().map(value -> value.split(" ", 3)))
                .extracting(words -> words[0] + " " + words[1])
                .containsAll(attributeValues(body, "extmap"));
        assertThat(attributeValues(theirs.body(), "rtpmap")).containsAll(attributeValues(body, "rtpmap"));
        assertThat(attributeValues(theirs.body(), "fmtp")).containsAll(attributeValues(body, "fmtp"));
        // Theirs may stand for all formats (RFC 4585 section 4.2).
        List<String> feedback = attributeValues(theirs.body(), "rtcp-fb");
        assertThat(attributeValues(body, "rtcp-fb"))
                .allMatch(type -> feedback.contains(type) || feedback.contains(type.replaceFirst("^\\d+", "*")));
        assertThat(body.has("rtcp-rsize")).isEqualTo(theirs.body().has("rtcp-rsize"));
        // One codec, and at most the retransmissions of it.
        assertThat(ours.formats()).hasSizeBetween(1, 2);
        if (ours.formats().size() == 2) {
            // Names of parameters have no case (RFC 6838 section 4.3).
            assertThat(attributeValues(body, "fmtp"))
                    .usingElementComparator(String.CASE_INSENSITIVE_ORDER)
                    .contains(ours.formats().get(1) + " apt=" + ours.formats().getFirst());
        }
    }

    private static void checkBundle(SessionDescription offered, SessionDescription answered) {
        List<String> accepted = answered.media().stream()
                .filter(section -> !section.isRejected())
                .map(MediaSection::mid)
                .toList();
        List<String> group = bundle(answered);
        assertThat(group).containsExactlyInAnyOrderElementsOf(accepted);
        assertThat(bundle(offered).stream().filter(group::contains)).containsExactlyElementsOf(group);
        for (MediaSection section : answered.media()) {
            boolean isTagged = !group.isEmpty() && section.mid().equals(group.getFirst());
            assertThat(attributeValues(section.body(), "candidate"))
                    .containsExactlyElementsOf(isTagged ? TRANSPORT.candidates() : List.of());
        }
    }

    private static List<String> bundle(SessionDescription description) {
        List<String> words = description.session().attributes("group").stream()
                .map(Attribute::value)
                .filter(value -> value.equals("BUNDLE") || value.startsWith("BUNDLE "))
                .findFirst()
                .map(value -> List.of(value.split(" ", -1)))
                .orElseGet(() -> List.of("BUNDLE"));
        return words.subList(1, words.size());
    }

    static List<String> attributeValues(Section section, String name) {
        return section.attributes(name).stream().map(Attribute::value).toList();
    }
}
