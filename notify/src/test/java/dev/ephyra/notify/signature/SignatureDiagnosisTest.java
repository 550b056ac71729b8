package dev.ephyra.notify.signature;

import static dev.ephyra.notify.signature.Mistake.*;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SignatureDiagnosisTest {
    private static final long NOW = 1_800_000_000;
    private static final String JSON = "{\"roomCreated\":{\"roomId\":\"käse\",\"n\":[1,2.50]},\"e\":{}}";

    private final byte[] body = {0x22, 4, 10, 2, (byte) 0xe9, 0x0d, 0x0a, (byte) 0x80, 7};

    @Test
    void saysThatBothMatch() {
        SignatureDiagnosis diagnosis = diagnose(Secrets.NEW, signed(Secrets.NEW, body), body);

        assertThat(diagnosis.legacy().matches()).isTrue();
        assertThat(diagnosis.standard().matches()).isTrue();
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                body(NEWLINE_ADDED, JSON, text -> text + "\n"),
                body(NEWLINE_ADDED, JSON, text -> text + "\r\n"),
                body(NEWLINE_REMOVED, JSON + "\n", String::strip),
                body(NEWLINE_REMOVED, JSON + "\r\n", String::strip),
                body(LINE_ENDINGS_CHANGED, "{\n}\n", text -> text.replace("\n", "\r\n")),
                body(LINE_ENDINGS_CHANGED, "{\r\n}\r\n", text -> text.replace("\r\n", "\n")),
                body(BOM_ADDED, JSON, text -> "\ufeff" + text),
                body(
                        JSON_REWRITTEN,
                        JSON,
                        text -> "{\"roomCreated\": {\"roomId\": \"k\\u00e4se\", \"n\": [1, 2.50]}, \"e\": {}}"),
                body(JSON_REWRITTEN, JSON, text -> text.replace(",", ",\n\t")),
                body(JSON_REWRITTEN, "{\"a\": [], \"b\": {\"c\": 1}}", text -> "{\"a\":[],\"b\":{\"c\":1}}"),
                body(JSON_REWRITTEN, "{\n  \"a\" : 1\n}".replace(" :", ":"), text -> "{\"a\":1}"),
                body(
                        BODY_IN_BASE64,
                        JSON,
                        text -> Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void namesWhatWasDoneToTheBody(Mistake mistake, String original, String received) {
        ReceivedWebhook good = signed(Secrets.NEW, original.getBytes(StandardCharsets.UTF_8));

        SignatureDiagnosis diagnosis = diagnose(Secrets.NEW, good, received.getBytes(StandardCharsets.UTF_8));

        assertThat(diagnosis.legacy()).isEqualTo(explained(mistake));
        assertThat(diagnosis.standard()).isEqualTo(explained(mistake));
    }

    @Test
    void namesACharsetThatCameBetween() {
        ReceivedWebhook binary = signed(Secrets.NEW, body);
        byte[] asUtf8 = new String(body, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.UTF_8);
        ReceivedWebhook text = signed(Secrets.NEW, JSON.getBytes(StandardCharsets.UTF_8));

        assertThat(diagnose(Secrets.NEW, binary, asUtf8).legacy()).isEqualTo(explained(READ_AS_LATIN_1));
        assertThat(diagnose(Secrets.NEW, text, JSON.getBytes(StandardCharsets.ISO_8859_1))
                        .legacy())
                .isEqualTo(explained(WRITTEN_AS_LATIN_1));
    }

    static Stream<Arguments> values() {
        return Stream.of(
                value(PREFIX_MISSING, value -> value.substring(7), value -> value.substring(3)),
                value(SEVERAL_VALUES, value -> value + ", " + value, value -> "v1,x==," + value),
                value(
                        UPPERCASE_HEX,
                        value -> "sha256=" + value.substring(7).toUpperCase(Locale.ROOT),
                        value -> "v1," + hex(value).toUpperCase(Locale.ROOT)));
    }

    @ParameterizedTest
    @MethodSource("values")
    void namesWhatWasDoneToTheValue(Mistake mistake, UnaryOperator<String> legacy, UnaryOperator<String> standard) {
        ReceivedWebhook good = signed(Secrets.NEW, body);
        ReceivedWebhook bad = new ReceivedWebhook(
                good.legacy().map(legacy),
                good.id(),
                good.timestamp(),
                good.standard().map(standard),
                body);

        SignatureDiagnosis diagnosis = diagnose(Secrets.NEW, bad, body);

        assertThat(diagnosis.legacy()).isEqualTo(explained(mistake));
        assertThat(((Verdict.Explained) diagnosis.standard()).mistakes()).contains(mistake);
    }

    @Test
    void namesTheSignatureOfTheOtherHeader() {
        ReceivedWebhook good = signed(Secrets.FISHJAM, body);
        ReceivedWebhook swapped =
                received(good.standard().orElseThrow(), good.legacy().orElseThrow());

        SignatureDiagnosis diagnosis = diagnose(Secrets.FISHJAM, swapped, body);

        assertThat(diagnosis.legacy()).isEqualTo(explained(OTHER_SCHEME));
        assertThat(diagnosis.standard()).isEqualTo(explained(OTHER_SCHEME));
    }

    @Test
    void namesThePreviousSecret() {
        SignatureDiagnosis diagnosis =
                SignatureDiagnosis.of(Secrets.NEW, Optional.of(Secrets.OLD), signed(Secrets.OLD, body), NOW);

        assertThat(diagnosis.legacy()).isEqualTo(explained(PREVIOUS_SECRET));
        assertThat(diagnosis.standard()).isEqualTo(explained(PREVIOUS_SECRET));
        assertThat(diagnosis.legacy().text()).contains("previous secret").doesNotContain(Secrets.OLD.text());
    }

    @Test
    void namesASecretThatWasCopiedWrongly() {
        ReceivedWebhook good = signed(Secrets.NEW, body);
        String text = Secrets.NEW.text();

        assertThat(diagnose(Secrets.of(text.substring(6)), good, body).standard())
                .isEqualTo(explained(SECRET_PREFIX_NOT_GIVEN));
        assertThat(diagnose(Secrets.of("\"" + text + "\""), good, body).legacy())
                .isEqualTo(explained(SECRET_QUOTED));
        assertThat(diagnose(Secrets.of(" " + text), good, body).legacy()).isEqualTo(explained(SECRET_QUOTED));
    }

    @Test
    void namesAKeyThatWasReadWrongly() {
        byte[] decoded = Secrets.NEW.standardKey();
        String text = Secrets.NEW.text();

        assertThat(legacyWithKey(decoded)).isEqualTo(explained(SECRET_DECODED));
        assertThat(legacyWithKey(text.substring(6).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(explained(SECRET_PREFIX_CUT));
        assertThat(legacyWithKey((text + "\n").getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(explained(SECRET_WITH_NEWLINE));
        byte[] head = ("evt_1." + NOW + ".").getBytes(StandardCharsets.UTF_8);
        String standard = new HmacSha256(Secrets.NEW.legacyKey()).standard(head, body);
        assertThat(diagnose(Secrets.NEW, received("sha256=", standard), body).standard())
                .isEqualTo(explained(SECRET_NOT_DECODED));
    }

    @Test
    void namesTwoMistakesAtOnce() {
        ReceivedWebhook good = signed(Secrets.OLD, JSON.getBytes(StandardCharsets.UTF_8));
        byte[] changed = (JSON + "\n").getBytes(StandardCharsets.UTF_8);

        SignatureDiagnosis diagnosis =
                SignatureDiagnosis.of(Secrets.NEW, Optional.of(Secrets.OLD), withBody(good, changed), NOW);

        assertThat(diagnosis.legacy()).isEqualTo(new Verdict.Explained(List.of(PREVIOUS_SECRET, NEWLINE_ADDED)));
    }

    @Test
    void refusesATimestampMoreThanFiveMinutesAway() {
        ReceivedWebhook good = signed(Secrets.NEW, body);

        assertThat(at(good, NOW + 300).matches()).isTrue();
        assertThat(at(good, NOW - 300).matches()).isTrue();
        assertThat(at(good, NOW + 301)).isEqualTo(new Verdict.Stale(-301));
        assertThat(at(good, NOW - 301)).isEqualTo(new Verdict.Stale(301));
        assertThat(at(good, NOW + 36_000).text()).contains("10.0 hours before");
    }

    @Test
    void saysWhatIsMissingOrUnreadable() {
        var nothing =
                new ReceivedWebhook(Optional.empty(), Optional.of("evt_1"), Optional.empty(), Optional.of("v1,"), body);
        var nonsense = new ReceivedWebhook(
                Optional.of("sha256=zz"), Optional.of("e"), Optional.of("5"), Optional.of("?"), body);

        assertThat(diagnose(Secrets.NEW, nothing, body))
                .isEqualTo(new SignatureDiagnosis(
                        new Verdict.Absent(List.of("x-fishjam-signature-256")),
                        new Verdict.Absent(List.of("webhook-timestamp"))));
        assertThat(diagnose(Secrets.NEW, nonsense, body).legacy()).isInstanceOf(Verdict.Unreadable.class);
        assertThat(diagnose(Secrets.NEW, nonsense, body).standard()).isInstanceOf(Verdict.Unreadable.class);
    }

    @Test
    void guessesWhereNothingIsProven() {
        ReceivedWebhook good = signed(Secrets.NEW, body);
        ReceivedWebhook mixed =
                new ReceivedWebhook(good.legacy(), Optional.of("evt_2"), good.timestamp(), good.standard(), body);
        byte[] lossy = new String(body, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);

        assertThat(diagnose(Secrets.FISHJAM, good, body).legacy())
                .isEqualTo(new Verdict.Unexplained(Verdict.Hint.OTHER_SECRET_OR_BODY));
        assertThat(diagnose(Secrets.NEW, mixed, body).standard())
                .isEqualTo(new Verdict.Unexplained(Verdict.Hint.OTHER_HEADER_MATCHES));
        assertThat(diagnose(Secrets.NEW, good, new byte[0]).legacy())
                .isEqualTo(new Verdict.Unexplained(Verdict.Hint.EMPTY_BODY));
        assertThat(diagnose(Secrets.NEW, good, lossy).legacy())
                .isEqualTo(new Verdict.Unexplained(Verdict.Hint.BYTES_LOST));
    }

    @Test
    void everyTruncationOfAValueIsAVerdictThatDoesNotMatch() {
        ReceivedWebhook good = signed(Secrets.NEW, body);
        String legacy = good.legacy().orElseThrow();
        String standard = good.standard().orElseThrow();
        for (int length = 0; length < standard.length(); length++) {
            SignatureDiagnosis diagnosis =
                    diagnose(Secrets.NEW, received(legacy.substring(0, length), standard.substring(0, length)), body);

            assertThat(diagnosis.legacy().matches()).isFalse();
            assertThat(diagnosis.standard().matches()).isFalse();
        }
    }

    private Verdict at(ReceivedWebhook request, long nowSeconds) {
        return SignatureDiagnosis.of(Secrets.NEW, Optional.empty(), request, nowSeconds)
                .standard();
    }

    private Verdict legacyWithKey(byte[] key) {
        return diagnose(Secrets.NEW, received(new HmacSha256(key).legacy(body), "v1,"), body)
                .legacy();
    }

    private ReceivedWebhook received(String legacy, String standard) {
        return new ReceivedWebhook(
                Optional.of(legacy), Optional.of("evt_1"), Optional.of("" + NOW), Optional.of(standard), body);
    }

    private static SignatureDiagnosis diagnose(WebhookSecret secret, ReceivedWebhook request, byte[] body) {
        return SignatureDiagnosis.of(secret, Optional.empty(), withBody(request, body), NOW);
    }

    private static ReceivedWebhook withBody(ReceivedWebhook request, byte[] body) {
        return new ReceivedWebhook(request.legacy(), request.id(), request.timestamp(), request.standard(), body);
    }

    private static ReceivedWebhook signed(WebhookSecret secret, byte[] body) {
        SignatureHeaders headers = Signer.sign(SigningKeys.of(secret), "evt_1", NOW, body, 0);
        return new ReceivedWebhook(
                Optional.of(headers.legacy()),
                Optional.of("evt_1"),
                Optional.of("" + NOW),
                Optional.of(headers.standard()),
                body);
    }

    private static Verdict explained(Mistake mistake) {
        return new Verdict.Explained(List.of(mistake));
    }

    private static String hex(String standard) {
        return HexFormat.of().formatHex(Base64.getDecoder().decode(standard.substring(3)));
    }

    private static Arguments body(Mistake mistake, String original, UnaryOperator<String> change) {
        return Arguments.of(mistake, original, change.apply(original));
    }

    private static Arguments value(Mistake mistake, UnaryOperator<String> legacy, UnaryOperator<String> standard) {
        return Arguments.of(mistake, legacy, standard);
    }
}
