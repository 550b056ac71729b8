package dev.ephyra.conformance.campaign;

import dev.ephyra.conformance.Program;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An authority of one's own and what it issues, made with the JDK's keytool in a folder. Owned by the test thread of its row. */
final class Certificates {
    private static final String PASSWORD = "changeit";

    private final Path folder;
    private final String authority;

    Certificates(Path folder, String authority) throws IOException, InterruptedException {
        this.folder = folder;
        this.authority = authority;
        keytool(
                authority,
                "-genkeypair",
                "-alias",
                "key",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + authority,
                "-ext",
                "bc:c");
        keytool(authority, "-exportcert", "-alias", "key", "-rfc", "-file", pem().toString());
    }

    /** The authority's certificate. */
    Path pem() {
        return folder.resolve(authority + ".pem");
    }

    /** A server's side with a certificate for a host, that began so many days ago and is valid for so many. */
    SSLContext server(String name, String host, int begunDaysAgo, int days)
            throws IOException, InterruptedException, GeneralSecurityException {
        String request = folder.resolve(name + ".csr").toString();
        String issued = folder.resolve(name + ".pem").toString();
        keytool(name, "-genkeypair", "-alias", "key", "-keyalg", "EC", "-dname", "CN=" + host);
        keytool(name, "-certreq", "-alias", "key", "-file", request);
        keytool(
                authority,
                "-gencert",
                "-alias",
                "key",
                "-rfc",
                "-infile",
                request,
                "-outfile",
                issued,
                "-ext",
                "SAN=dns:" + host,
                "-startdate",
                "-" + begunDaysAgo + "d",
                "-validity",
                Integer.toString(days));
        keytool(name, "-importcert", "-noprompt", "-alias", "authority", "-file", pem().toString());
        keytool(name, "-importcert", "-noprompt", "-alias", "key", "-file", issued);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        return context;
    }

    private void keytool(String store, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(words));
        command.addAll(List.of("-keystore", folder.resolve(store + ".p12").toString(), "-storepass", PASSWORD));
        Program made = Program.run(command, Map.of(), Duration.ofSeconds(60));
        if (made.exitCode() != 0) {
            throw new IOException(made.output());
        }
    }
}
