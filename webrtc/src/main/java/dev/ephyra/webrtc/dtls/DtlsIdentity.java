package dev.ephyra.webrtc.dtls;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.bc.BcX509v3CertificateBuilder;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.HashAlgorithm;
import org.bouncycastle.tls.SignatureAlgorithm;
import org.bouncycastle.tls.SignatureAndHashAlgorithm;
import org.bouncycastle.tls.TlsContext;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcDefaultTlsCredentialedSigner;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCertificate;

/**
 * A key and its self-signed certificate, which peers know by its fingerprint in the session description (RFC 8122, RFC
 * 8827 section 6.5). Made at each start and never stored. Immutable; one serves all associations of a process.
 */
public final class DtlsIdentity {
    private static final X500Name NAME = new X500Name("CN=ephyra");

    private final DtlsCrypto crypto;
    private final AsymmetricKeyParameter privateKey;
    private final byte[] certificate;
    private final Fingerprint fingerprint;

    private DtlsIdentity(DtlsCrypto crypto, AsymmetricKeyParameter privateKey, byte[] certificate) {
        this.crypto = crypto;
        this.privateKey = privateKey;
        this.certificate = certificate;
        this.fingerprint = Fingerprint.of(certificate);
    }

    /**
     * A new key on P-256 with a certificate for it, signed with ECDSA and SHA-256.
     *
     * @param notBefore well in the past, for clocks of peers differ; whole seconds count
     */
    public static DtlsIdentity selfSigned(DtlsCrypto crypto, Instant notBefore, Instant notAfter) {
        AsymmetricCipherKeyPair pair = crypto.newP256KeyPair();
        try {
            X509CertificateHolder holder = new BcX509v3CertificateBuilder(
                            NAME,
                            crypto.newSerialNumber(),
                            Date.from(notBefore),
                            Date.from(notAfter),
                            NAME,
                            pair.getPublic())
                    .build(crypto.signer(pair.getPrivate()));
            return new DtlsIdentity(crypto, pair.getPrivate(), holder.getEncoded());
        } catch (IOException e) {
            throw new UncheckedIOException("a key of our own cannot be encoded", e);
        }
    }

    public Fingerprint fingerprint() {
        return fingerprint;
    }

    /** The certificate in DER; a copy. */
    public byte[] certificate() {
        return certificate.clone();
    }

    DtlsCrypto crypto() {
        return crypto;
    }

    TlsCredentialedSigner signer(TlsContext context) throws IOException {
        TlsCertificate leaf = new BcTlsCertificate(crypto.tls(), certificate);
        return new BcDefaultTlsCredentialedSigner(
                new TlsCryptoParameters(context),
                crypto.tls(),
                privateKey,
                new Certificate(new TlsCertificate[] {leaf}),
                SignatureAndHashAlgorithm.getInstance(HashAlgorithm.sha256, SignatureAlgorithm.ecdsa));
    }

    @Override
    public String toString() {
        return "DtlsIdentity[" + fingerprint.hex() + "]";
    }
}
