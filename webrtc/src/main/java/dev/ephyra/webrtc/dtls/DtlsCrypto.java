package dev.ephyra.webrtc.dtls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECNamedDomainParameters;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.DefaultDigestAlgorithmIdentifierFinder;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcContentSignerBuilder;
import org.bouncycastle.operator.bc.BcECContentSignerBuilder;
import org.bouncycastle.tls.crypto.TlsCipher;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/**
 * The cryptography of all associations, over one source of randomness, which is the only thing of the outside that the
 * package needs. Safe for use by many threads, as the source is.
 */
public final class DtlsCrypto {
    private static final String SIGNATURE = "SHA256withECDSA";
    private static final int SERIAL_BITS = 63;

    private final SecureRandom random;
    private final BcTlsCrypto tls;

    public DtlsCrypto(SecureRandom random) {
        this.random = random;
        this.tls = new CheckingCrypto(random);
    }

    BcTlsCrypto tls() {
        return tls;
    }

    AsymmetricCipherKeyPair newP256KeyPair() {
        ECKeyPairGenerator generator = new ECKeyPairGenerator();
        generator.init(
                new ECKeyGenerationParameters(ECNamedDomainParameters.lookup(X9ObjectIdentifiers.prime256v1), random));
        return generator.generateKeyPair();
    }

    BigInteger newSerialNumber() {
        return new BigInteger(SERIAL_BITS, random).setBit(0);
    }

    ContentSigner signer(AsymmetricKeyParameter privateKey) {
        AlgorithmIdentifier signature = new DefaultSignatureAlgorithmIdentifierFinder().find(SIGNATURE);
        AlgorithmIdentifier digest = new DefaultDigestAlgorithmIdentifierFinder().find(signature);
        BcContentSignerBuilder builder = new BcECContentSignerBuilder(signature, digest);
        try {
            return builder.setSecureRandom(random).build(privateKey);
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("a P-256 key signs with " + SIGNATURE, e);
        }
    }

    private static final class CheckingCrypto extends BcTlsCrypto {
        CheckingCrypto(SecureRandom random) {
            super(random);
        }

        @Override
        public TlsCipher createCipher(TlsCryptoParameters parameters, int encryptionAlgorithm, int macAlgorithm)
                throws IOException {
            return new CheckingCipher(super.createCipher(parameters, encryptionAlgorithm, macAlgorithm));
        }
    }
}
