package dev.ephyra.webrtc.dtls;

import dev.ephyra.webrtc.srtp.SrtpProfile;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Vector;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateType;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.ExporterLabel;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.SignatureScheme;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCertificate;

/**
 * What both roles of a handshake share: what is offered, the check of the other side's certificate, and the keys. One
 * for each handshake; used by the thread that runs it.
 */
final class SrtpPeer {
    static final int[] CIPHER_SUITES = {
        CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
    };
    static final ProtocolVersion[] VERSIONS = ProtocolVersion.DTLSv12.only();

    /** Only the first is looked at; gateways may send what signed it. */
    static final int MAX_CERTIFICATES = 4;

    /** A key of RSA with 4,096 bits. Larger ones cost more time to use than a handshake is worth. */
    static final int MAX_PUBLIC_KEY_BYTES = 600;

    private static final int[] SIGNATURE_SCHEMES = {
        SignatureScheme.ecdsa_secp256r1_sha256,
        SignatureScheme.ecdsa_secp384r1_sha384,
        SignatureScheme.rsa_pss_rsae_sha256,
        SignatureScheme.rsa_pkcs1_sha256
    };

    private final DtlsConfig config;
    private final Fingerprint expected;
    private Optional<SrtpProfile> profile = Optional.empty();
    private boolean isVerified;

    SrtpPeer(DtlsConfig config, Fingerprint expected) {
        this.config = config;
        this.expected = expected;
    }

    /** One role of the handshake. */
    interface Handshake {
        /** Blocks until the handshake has ended. */
        DTLSTransport run(DatagramTransport transport) throws IOException;

        /** Of a handshake that has ended well. */
        SrtpKeys keys();
    }

    DtlsConfig config() {
        return config;
    }

    @SuppressWarnings("JdkObsolete") // The stack takes nothing else.
    static Vector<Object> signatureAlgorithms() {
        Vector<Object> algorithms = new Vector<>();
        for (int scheme : SIGNATURE_SCHEMES) {
            algorithms.add(SignatureScheme.getSignatureAndHashAlgorithm(scheme));
        }
        return algorithms;
    }

    UseSRTPData offer() {
        int[] ids = config.profiles().stream().mapToInt(SrtpProfile::id).toArray();
        return new UseSRTPData(ids, TlsUtils.EMPTY_BYTES);
    }

    /** Takes the best of ours that is among {@code ids}. */
    void choose(int[] ids) {
        profile = config.profiles().stream()
                .filter(ours -> Arrays.stream(ids).anyMatch(id -> id == ours.id()))
                .findFirst();
    }

    /** The one that was agreed on; without one there would be nothing to protect media with (RFC 8827 section 6.5). */
    SrtpProfile profile() throws TlsFatalAlert {
        if (profile.isEmpty()) {
            throw new TlsFatalAlert(AlertDescription.handshake_failure, "no SRTP profile in common");
        }
        return profile.get();
    }

    /** Compares with the fingerprint of the session description; chains and dates say nothing (RFC 8122 section 6.2). */
    void verify(Certificate chain) throws IOException {
        if (chain.isEmpty() || chain.getCertificateType() != CertificateType.X509) {
            throw new TlsFatalAlert(AlertDescription.bad_certificate, "the peer has no certificate");
        }
        TlsCertificate leaf = chain.getCertificateAt(0);
        if (!expected.isOf(leaf.getEncoded())) {
            throw new TlsFatalAlert(
                    AlertDescription.bad_certificate, "the certificate is not that of the session description");
        }
        if (BcTlsCertificate.parseCertificate(leaf.getEncoded())
                        .getSubjectPublicKeyInfo()
                        .getPublicKeyData()
                        .getBytes()
                        .length
                > MAX_PUBLIC_KEY_BYTES) {
            throw new TlsFatalAlert(AlertDescription.unsupported_certificate, "the key of the peer is too long");
        }
        isVerified = true;
    }

    /** RFC 5764 section 4.2; only for whom {@link #verify} has let pass. */
    SrtpKeys export(TlsContext context, DtlsRole local) throws TlsFatalAlert {
        if (!isVerified) {
            throw new TlsFatalAlert(AlertDescription.bad_certificate, "the peer was not verified");
        }
        int bytes = SrtpKeys.exportedBytes(profile());
        return SrtpKeys.split(profile(), context.exportKeyingMaterial(ExporterLabel.dtls_srtp, null, bytes), local);
    }
}
