package dev.ephyra.webrtc.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

class HandshakeFilterFuzzTest {
    @FuzzTest(maxDuration = "30s")
    void anyBytesLeaveSoundRecords(byte[] bytes) {
        for (DtlsRole role : DtlsRole.values()) {
            RecordDrops drops = new RecordDrops();
            HandshakeFilter filter = new HandshakeFilter(role, drops);
            AcceptedRecords accepted = new AcceptedRecords();
            accepted.check(filter.check(bytes, 0, bytes.length), bytes.length);
            accepted.check(filter.check(bytes, bytes.length / 2, bytes.length - bytes.length / 2), bytes.length);

            assertThat(drops.total()).isLessThanOrEqualTo(2L * (HandshakeFilter.MAX_RECORDS + 1));
        }
    }
}
