package dev.ephyra.journal;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Any bytes as a segment: recovery, cursors and inspection answer with values. */
class BatchFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void opensAnyBytes(byte[] bytes) throws Exception {
        AnyBytes.open(bytes);
    }
}
