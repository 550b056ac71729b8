package dev.ephyra.sdk.json;

import com.code_intelligence.jazzer.junit.FuzzTest;

class JsonReaderFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void refusesOrReadsWhatever(byte[] bytes) {
        JsonReader reader;
        try {
            reader = JsonReader.of(bytes);
        } catch (MalformedJson refused) {
            return;
        }
        try {
            if (!JsonReader.of(reader.toString()).plain().equals(reader.plain())) {
                throw new AssertionError("what was written reads otherwise");
            }
        } catch (MalformedJson refused) {
            return;
        }
    }
}
