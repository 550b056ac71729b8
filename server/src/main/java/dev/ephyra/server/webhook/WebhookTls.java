package dev.ephyra.server.webhook;

import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * TLS towards receivers. Certificates are always verified, with their names; this only says by whom they may be issued
 * beside the authorities of the JDK, and what we show of ourselves. Immutable.
 *
 * @param trusted authorities; the JDK's alone if empty
 * @param client the certificate chain and key that receivers may ask for
 */
public record WebhookTls(Optional<KeyStore> trusted, Optional<Client> client) {
    /** The authorities of the JDK, and no certificate of our own. */
    public static final WebhookTls DEFAULT = new WebhookTls(Optional.empty(), Optional.empty());

    /** PEM files. */
    public record Client(Path certificate, Path key) {}

    /**
     * Reads the files.
     *
     * @param authorities PEM certificates to be trusted beside those of the JDK
     * @throws IOException if a file cannot be what it should be; the message says which and why
     */
    public static WebhookTls read(Optional<Path> authorities, Optional<Client> client) throws IOException {
        if (client.isPresent()) {
            requireReadable(client.get().certificate());
            requireReadable(client.get().key());
        }
        Optional<KeyStore> trusted = Optional.empty();
        if (authorities.isPresent()) {
            trusted = Optional.of(withAuthorities(authorities.get()));
        }
        return new WebhookTls(trusted, client);
    }

    private static void requireReadable(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException(file + ", the client certificate of webhooks or its key, cannot be read");
        }
    }

    private static KeyStore withAuthorities(Path file) throws IOException {
        try (InputStream pem = Files.newInputStream(file)) {
            Collection<? extends Certificate> added =
                    CertificateFactory.getInstance("X.509").generateCertificates(pem);
            if (added.isEmpty()) {
                throw new IOException(file + " holds no PEM certificate");
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (X509Certificate known : authoritiesOfTheJdk()) {
                store.setCertificateEntry("jdk-" + number++, known);
            }
            for (Certificate certificate : added) {
                store.setCertificateEntry("added-" + number++, certificate);
            }
            return store;
        } catch (GeneralSecurityException malformed) {
            throw new IOException(file + " is not a list of PEM certificates: " + malformed.getMessage(), malformed);
        }
    }

    private static X509Certificate[] authoritiesOfTheJdk() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return x509.getAcceptedIssuers();
            }
        }
        return new X509Certificate[0];
    }

    void applyTo(HttpClientOptions http) {
        trusted.ifPresent(store -> http.setTrustOptions(TrustOptions.wrap(trustManager(store))));
        client.ifPresent(pem -> http.setKeyCertOptions(new PemKeyCertOptions()
                .setCertPath(pem.certificate().toString())
                .setKeyPath(pem.key().toString())));
    }

    private static TrustManager trustManager(KeyStore store) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers()[0];
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("certificates that were read cannot be trusted", impossible);
        }
    }
}
