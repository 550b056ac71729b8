package dev.ephyra.webrtc.dtls;

import java.io.IOException;
import java.util.Hashtable;
import java.util.Objects;
import java.util.Vector;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.CertificateRequest;
import org.bouncycastle.tls.CertificateStatusRequest;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsCredentials;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsSRTPUtils;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.UseSRTPData;
import org.jspecify.annotations.Nullable;

/** The active role. Used by the thread that runs it. */
final class ClientHandshake extends DefaultTlsClient implements SrtpPeer.Handshake, TlsAuthentication {
    private final SrtpPeer peer;
    private @Nullable SrtpKeys keys;

    ClientHandshake(SrtpPeer peer) {
        super(peer.config().identity().crypto().tls());
        this.peer = peer;
    }

    @Override
    public DTLSTransport run(DatagramTransport transport) throws IOException {
        return new DTLSClientProtocol().connect(this, transport);
    }

    @Override
    public SrtpKeys keys() {
        return Objects.requireNonNull(keys, "the handshake has not ended");
    }

    @Override
    public int getHandshakeResendTimeMillis() {
        // As in the server's role.
        return 0;
    }

    @Override
    public boolean requiresExtendedMasterSecret() {
        return true;
    }

    @Override
    public boolean shouldCheckSigAlgOfPeerCerts() {
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
    protected @Nullable CertificateStatusRequest getCertificateStatusRequest() {
        return null;
    }

    @Override
    @SuppressWarnings("rawtypes")
    protected Vector getSupportedSignatureAlgorithms() {
        return SrtpPeer.signatureAlgorithms();
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Hashtable getClientExtensions() throws IOException {
        Hashtable extensions = super.getClientExtensions();
        TlsSRTPUtils.addUseSRTPExtension(extensions, peer.offer());
        return extensions;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void processServerExtensions(Hashtable serverExtensions) throws IOException {
        super.processServerExtensions(serverExtensions);
        UseSRTPData chosen = TlsSRTPUtils.getUseSRTPExtension(serverExtensions);
        // RFC 5764 section 4.1.1: exactly one, of those that were offered.
        if (chosen != null && chosen.getProtectionProfiles().length == 1) {
            peer.choose(chosen.getProtectionProfiles());
        }
        peer.profile();
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return this;
    }

    @Override
    public void notifyServerCertificate(@Nullable TlsServerCertificate serverCertificate) throws IOException {
        if (serverCertificate == null || serverCertificate.getCertificate() == null) {
            throw new TlsFatalAlert(AlertDescription.bad_certificate, "the peer has no certificate");
        }
        peer.verify(serverCertificate.getCertificate());
    }

    @Override
    public TlsCredentials getClientCredentials(CertificateRequest certificateRequest) throws IOException {
        return peer.config().identity().signer(context);
    }

    @Override
    public void notifyHandshakeComplete() throws IOException {
        super.notifyHandshakeComplete();
        keys = peer.export(context, DtlsRole.CLIENT);
    }
}
