package dev.ephyra.webrtc.dtls;

import static dev.ephyra.webrtc.dtls.SimulatedPath.keys;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.bouncycastle.tls.CipherSuite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever can do no more than weak or outdated cipher suites gets no answer and no keys. */
class CipherSuitesTest {
    /** What our own client offers, as it stands in its ClientHello. */
    private static final int OFFERED = CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 << 16
            | CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384;

    @ParameterizedTest
    @ValueSource(
            ints = {
                CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
                CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256,
                CipherSuite.TLS_ECDHE_ECDSA_WITH_RC4_128_SHA,
                CipherSuite.TLS_ECDHE_ECDSA_WITH_NULL_SHA,
                CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256,
                CipherSuite.TLS_ECDH_anon_WITH_AES_128_CBC_SHA
            })
    void areRefused(int suite) {
        SimulatedPath path = answering(suite << 16 | suite);

        assertThat(path.sent).as("no ServerHello").allMatch(datagram -> datagram.from() == DtlsRole.CLIENT);
        assertThat(keys(path.fromServer)).isEmpty();
    }

    /** Or the test above would show nothing. */
    @Test
    void areTakenAsTheyAreOffered() {
        assertThat(answering(OFFERED).sent).anyMatch(datagram -> datagram.from() == DtlsRole.SERVER);
    }

    /** A server that gets our client's ClientHello with other cipher suites in it, and nothing else. */
    private static SimulatedPath answering(int suites) {
        SimulatedPath path = SimulatedPath.healthy();
        path.fate = datagram -> -1;
        path.start().runSeconds(0);
        ByteBuffer hello = ByteBuffer.wrap(path.sent.getFirst().bytes().clone());
        int at = 0;
        while (hello.getInt(at) != OFFERED) {
            at++;
        }
        path.inject(DtlsRole.SERVER, hello.putInt(at, suites).array());
        return path.runSeconds(1);
    }
}
