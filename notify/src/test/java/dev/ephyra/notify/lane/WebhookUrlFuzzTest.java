package dev.ephyra.notify.lane;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.ephyra.notify.lane.WebhookUrl.Parsed;

class WebhookUrlFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void acceptedUrlsHaveAHostAndAPort(FuzzedDataProvider data) {
        if (WebhookUrl.parse(data.consumeRemainingAsString()) instanceof Parsed.Accepted(WebhookUrl url)) {
            assertThat(url.host()).isNotEmpty();
            assertThat(url.port()).isBetween(1, 65_535);
        }
    }
}
