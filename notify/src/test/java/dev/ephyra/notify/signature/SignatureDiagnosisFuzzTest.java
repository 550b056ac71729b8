package dev.ephyra.notify.signature;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ephyra.notify.signature.WebhookSecret.Parsed;
import java.util.Optional;

class SignatureDiagnosisFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void anyRequestGetsAVerdictAndNoneMatchesByChance(FuzzedDataProvider data) {
        WebhookSecret secret =
                WebhookSecret.parse(data.consumeString(64)) instanceof Parsed.Accepted(WebhookSecret given)
                        ? given
                        : Secrets.NEW;
        var request = new ReceivedWebhook(
                Optional.of(data.consumeString(200)),
                Optional.of(data.consumeString(50)),
                Optional.of(data.consumeString(20)),
                Optional.of(data.consumeString(200)),
                data.consumeRemainingAsBytes());

        SignatureDiagnosis diagnosis = SignatureDiagnosis.of(secret, Optional.of(Secrets.OLD), request, 0);

        assertThat(diagnosis.legacy().matches()).isFalse();
        assertThat(diagnosis.standard().matches()).isFalse();
        assertThat(diagnosis.legacy().text()).isNotBlank();
    }
}
