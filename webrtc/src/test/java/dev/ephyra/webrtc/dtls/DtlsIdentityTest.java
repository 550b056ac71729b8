package dev.ephyra.webrtc.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class DtlsIdentityTest {
    @Test
    void theCertificateIsWhatBrowsersExpect() throws Exception {
        X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Identities.SERVER.certificate()));

        certificate.verify(certificate.getPublicKey());
        assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withECDSA");
        assertThat(((ECPublicKey) certificate.getPublicKey())
                        .getParams()
                        .getCurve()
                        .getField()
                        .getFieldSize())
                .isEqualTo(256);
        assertThat(certificate.getNotBefore().toInstant()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(certificate.getNotAfter().toInstant()).isEqualTo(Instant.parse("2027-01-01T00:00:00Z"));
    }

    @Test
    void theFingerprintIsTheHashOfTheCertificate() throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(Identities.SERVER.certificate());

        assertThat(Identities.SERVER.fingerprint().hex())
                .isEqualTo(HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash));
        assertThat(Identities.SERVER.fingerprint().isOf(Identities.SERVER.certificate()))
                .isTrue();
        assertThat(Identities.SERVER.fingerprint().isOf(Identities.CLIENT.certificate()))
                .isFalse();
    }
}
