package dev.ephyra.notify.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignerTest {
    /** The example of the Standard Webhooks specification. */
    @Test
    void signsAsTheSpecificationOfStandardWebhooksDoes() {
        byte[] body = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);

        SignatureHeaders headers =
                Signer.sign(SigningKeys.of(Secrets.NEW), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body, 0);

        assertThat(headers.standard()).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    /** RFC 4231, test case 2. */
    @Test
    void signsFishjamsHeaderOverTheBodyAlone() {
        byte[] body = "what do ya want for nothing?".getBytes(StandardCharsets.UTF_8);

        SignatureHeaders headers = Signer.sign(SigningKeys.of(Secrets.of("Jefe")), "evt_1", 1, body, 0);

        assertThat(headers.legacy())
                .isEqualTo("sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    @Test
    void givesTheSameWhenUsedAgain() {
        Signer signer = new Signer(SigningKeys.of(Secrets.NEW));
        SignatureHeaders first = signer.sign("evt_1", 1, new byte[100], 0);
        signer.sign("evt_2", 2, new byte[3], 0);

        assertThat(signer.sign("evt_1", 1, new byte[100], 0)).isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b", "a b", "a\r\nx: y", "ä"})
    void refusesAnIdThatCouldBeReadAsSomethingElse(String id) {
        Signer signer = new Signer(SigningKeys.of(Secrets.NEW));

        assertThatThrownBy(() -> signer.sign(id, 1, new byte[0], 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void acceptsFishjamsHeaderWithBlanksOrWithoutPrefixAndNothingElse() {
        byte[] body = {0, 1, 2};
        String good =
                Signer.sign(SigningKeys.of(Secrets.FISHJAM), "e", 1, body, 0).legacy();
        String hex = good.substring("sha256=".length());

        assertThat(SignatureCheck.legacy(Secrets.FISHJAM, " " + good + " ", body))
                .isTrue();
        assertThat(SignatureCheck.legacy(Secrets.FISHJAM, hex, body)).isTrue();
        assertThat(new String[] {
                    hex.toUpperCase(java.util.Locale.ROOT), good + "," + good, good + " " + good, "", "sha256="
                })
                .allSatisfy(bad -> assertThat(SignatureCheck.legacy(Secrets.FISHJAM, bad, body))
                        .isFalse());
        for (int length = 0; length < good.length(); length++) {
            assertThat(SignatureCheck.legacy(Secrets.FISHJAM, good.substring(0, length), body))
                    .isFalse();
        }
    }

    @Test
    void readsAtMostSixteenSignatures() {
        byte[] body = {0};
        String good = Signer.sign(SigningKeys.of(Secrets.NEW), "e", 1, body, 0).standard();

        assertThat(SignatureCheck.standard(Secrets.NEW, "e", "1", "v1,x ".repeat(15) + good, body))
                .isTrue();
        assertThat(SignatureCheck.standard(Secrets.NEW, "e", "1", "v1,x ".repeat(16) + good, body))
                .isFalse();
    }
}
