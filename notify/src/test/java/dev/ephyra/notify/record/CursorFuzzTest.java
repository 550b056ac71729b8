package dev.ephyra.notify.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;

class CursorFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void whateverIsTakenIsTheCursorsOwnText(FuzzedDataProvider data) {
        String text = data.consumeRemainingAsString();
        Cursor.parse(text).ifPresent(cursor -> {
            assertThat(cursor.text()).isEqualTo(text);
            assertThat(cursor.offset()).isNotNegative();
        });
    }
}
