package dev.ephyra.webrtc.dtls;

import java.io.IOException;
import java.util.Hashtable;
import java.util.Objects;
import org.bouncycastle.tls.Certificate;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.ClientCertificateType;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.DefaultTlsServer;
import org.bouncycastle.tls.NamedGroup;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsCredentialedSigner;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsUtils;
import org.bouncycastle.tls.UseSRTPData;
import org.jspecify.annotations.Nullable;

/** The passive role. Used by the thread that runs it. */
final class ServerHandshake extends DefaultTlsServer implements SrtpPeer.Handshake {
    private static final short[] CERTIFICATE_TYPES = {ClientCertificateType.ecdsa_sign, ClientCertificateType.rsa_sign};

    private final SrtpPeer peer;
    private @Nullable SrtpKeys keys;

    ServerHandshake(SrtpPeer peer) {
        super(peer.config().identity().crypto().tls());
        this.peer = peer;
    }

    /**
     * No cookie is asked for (RFC 6347 section 4.2.1): datagrams come only from an address that an authenticated
     * connectivity check has come from.
     */
    @Override
    public DTLSTransport run(DatagramTransport transport) throws IOException {
        return new DTLSServerProtocol().accept(this, transport);
    }

    @Override
    public SrtpKeys keys() {
        return Objects.requireNonNull(keys, "the handshake has not ended");
    }

    @Override
    public int getHandshakeResendTimeMillis() {
        // Resending is up to RecordTransport: the stack would do it by the wall clock.
        return 0;
    }

    @Override
    public boolean requiresExtendedMasterSecret() {
        return true;
    }

    @Override
    public boolean shouldCheckSigAlgOfPeerCerts() {
        // Who signed a certificate that is known by its fingerprint does not matter.
        return false;
    }

    @Override
    public int getMaxCertificateChainLength() {
        return SrtpPeer.MAX_CERTIFICATES;
    }

    @Override
    public int getMaxHandshakeMessageSize() {
        return HandshakeFilter.MAX_MESSAGE_BYTES;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return SrtpPeer.VERSIONS;
    }

    @Override
    protected int[] getSupportedCipherSuites() {
        return SrtpPeer.CIPHER_SUITES;
    }

    @Override
    protected boolean preferLocalCipherSuites() {
        return true;
    }

    @Override
    protected boolean allowCertificateStatus() {
        return false;
    }

    @Override
    protected int selectECDH(int minimumCurveBits) {
        int[] offered = context.getSecurityParametersHandshake().getClientSupportedGroups();
        if (offered != null) {
            for (int group : offered) {
                if (group == NamedGroup.x25519 || group == NamedGroup.secp256r1) {
                    return group;
                }
            }
        }
        return offered == null ? NamedGroup.secp256r1 : -1;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void processClientExtensions(Hashtable clientExtensions) throws IOException {
        super.processClientExtensions(clientExtensions);
        // Smaller records than a datagram holds (RFC 6066 section 4) are of no use, and not agreed to.
        maxFragmentLengthOffered = -1;
        UseSRTPData offered = TlsSRTPUtils.getUseSRTPExtension(clientExtensions);
        if (offered != null) {
            peer.choose(offered.getProtectionProfiles());
        }
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Hashtable getServerExtensions() throws IOException {
        Hashtable extensions = super.getServerExtensions();
        int[] chosen = {peer.profile().id()};
        TlsSRTPUtils.addUseSRTPExtension(extensions, new UseSRTPData(chosen, TlsUtils.EMPTY_BYTES));
        return extensions;
    }

    @Override
    protected TlsCredentialedSigner getECDSASignerCredentials() throws IOException {
        return peer.config().identity().signer(context);
    }

    @Override
    public CertificateRequest getCertificateRequest() {
        return new CertificateRequest(CERTIFICATE_TYPES, SrtpPeer.signatureAlgorithms(), null);
    }

    @Override
    public void notifyClientCertificate(Certificate clientCertificate) throws IOException {
        peer.verify(clientCertificate);
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        keys = peer.export(context, DtlsRole.SERVER);
    }
}
