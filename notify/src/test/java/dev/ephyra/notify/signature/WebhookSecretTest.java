package dev.ephyra.notify.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.notify.signature.WebhookSecret.Parsed;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSecretTest {
    @Test
    void keysFishjamsHeaderWithTheWholeTextAndTheOtherWithWhatItDecodesTo() {
        byte[] random = new byte[24];
        random[3] = 9;
        WebhookSecret secret = WebhookSecret.generate(random);

        assertThat(secret.text()).isEqualTo("whsec_AAAACQAAAAAAAAAAAAAAAAAAAAAAAAAA");
        assertThat(secret.legacyKey()).isEqualTo(secret.text().getBytes(StandardCharsets.UTF_8));
        assertThat(secret.standardKey()).isEqualTo(random);
        assertThat(Secrets.of(secret.text())).isEqualTo(secret).hasSameHashCodeAs(secret);
    }

    @Test
    void keysBothWithTheTextOfAnyOtherSecret() {
        byte[] utf8 = "sömehow 🔑".getBytes(StandardCharsets.UTF_8);

        assertThat(Secrets.of("sömehow 🔑").legacyKey()).isEqualTo(utf8);
        assertThat(Secrets.of("sömehow 🔑").standardKey()).isEqualTo(utf8);
    }

    @Test
    void takesTwentyFourToSixtyFourBytesAfterThePrefix() {
        for (int length = 0; length <= 100; length++) {
            String base64 = Base64.getEncoder().encodeToString(new byte[length]);

            assertThat(WebhookSecret.parse("whsec_" + base64) instanceof Parsed.Accepted)
                    .as("%d bytes", length)
                    .isEqualTo(length >= 24 && length <= 64);
        }
        assertThatThrownBy(() -> WebhookSecret.generate(new byte[23])).hasMessageContaining("24 to 64");
        assertThatThrownBy(() -> WebhookSecret.generate(new byte[65])).hasMessageContaining("24 to 64");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "a\nb",
                "a\u0000",
                "\ud83d",
                "whsec_",
                "whsec_not base64",
                // Without padding, with loose bits, and in the alphabet of URLs: libraries differ in what they take.
                "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa_-"
            })
    void rejectsWhatReceiversWouldReadDifferently(String text) {
        assertThat(WebhookSecret.parse(text)).isInstanceOf(Parsed.Rejected.class);
    }

    @Test
    void takesUpTo256Characters() {
        assertThat(WebhookSecret.parse("x".repeat(256))).isInstanceOf(Parsed.Accepted.class);
        assertThat(WebhookSecret.parse("x".repeat(257))).isInstanceOf(Parsed.Rejected.class);
    }

    @Property
    void neverShowsItself(@ForAll String text) {
        switch (WebhookSecret.parse("hush" + text)) {
            case Parsed.Accepted accepted -> {
                assertThat(accepted.secret().text()).isEqualTo("hush" + text);
                assertThat(accepted.toString()).doesNotContain("hush");
                assertThat(SigningKeys.of(accepted.secret()).toString()).doesNotContain("hush");
            }
            case Parsed.Rejected(String why) -> assertThat(why).doesNotContain("hush");
        }
    }
}
