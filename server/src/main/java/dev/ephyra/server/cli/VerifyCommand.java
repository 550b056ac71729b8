package dev.ephyra.server.cli;

import dev.ephyra.notify.signature.ReceivedWebhook;
import dev.ephyra.notify.signature.SignatureDiagnosis;
import dev.ephyra.notify.signature.SignatureHeaders;
import dev.ephyra.notify.signature.Verdict;
import dev.ephyra.notify.signature.WebhookSecret;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ephyra verify}: checks the signatures of one webhook and explains what does not match. Shows no secret. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Checks the signatures of a webhook that was received, and explains one that does not match.",
            "Exit code 0: it matches; 1: it does not; 2: something is missing or cannot be read."
        })
final class VerifyCommand implements Callable<Integer> {
    private static final String SECRET = "EPHYRA_WEBHOOK_SECRET";
    private static final String PREVIOUS_SECRET = "EPHYRA_WEBHOOK_SECRET_PREVIOUS";
    // Four of the largest notifications; a search for the mistake reads it some hundred times, 2 s at most.
    private static final int MAX_BODY_BYTES = 4 * 1024 * 1024;
    private static final int MAX_HEADERS_BYTES = 65_536;

    private final Map<String, String> environment;
    private final InputStream in;
    private final PrintWriter out;

    @Option(
            names = "--secret",
            paramLabel = "SECRET",
            description = "The secret; better given as " + SECRET + ", which other users of the machine cannot read.")
    private Optional<String> secret = Optional.empty();

    @Option(
            names = "--previous-secret",
            paramLabel = "SECRET",
            description = "The secret before the last change, if it is recent; else " + PREVIOUS_SECRET + ".")
    private Optional<String> previousSecret = Optional.empty();

    @Option(names = "--header", paramLabel = "NAME:VALUE", description = "A header of the request; repeatable.")
    private List<String> headers = List.of();

    @Option(names = "--headers", paramLabel = "FILE", description = "A file of headers, one a line.")
    private Optional<Path> headersFile = Optional.empty();

    @Option(names = "--body", paramLabel = "FILE", description = "The raw body; else standard input.")
    private Optional<Path> bodyFile = Optional.empty();

    @Option(
            names = "--received-at",
            paramLabel = "SECONDS",
            description = "When it was received, in seconds since 1970; else now.")
    private Optional<Long> receivedAt = Optional.empty();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call
    private CommandSpec spec;

    VerifyCommand(Map<String, String> environment, InputStream in, PrintWriter out) {
        this.environment = environment;
        this.in = in;
        this.out = out;
    }

    @Override
    public Integer call() {
        WebhookSecret current = read(secret, SECRET)
                .orElseThrow(() -> usage("The secret is missing: set " + SECRET + " or give --secret"));
        Optional<WebhookSecret> previous = read(previousSecret, PREVIOUS_SECRET);
        SavedHeaders saved = savedHeaders();
        ReceivedWebhook request = ReceivedWebhook.of(saved.values(), body());
        if (request.legacy().isEmpty() && request.standard().isEmpty()) {
            out.println("There is no signature among the headers: neither " + SignatureHeaders.LEGACY + " nor "
                    + SignatureHeaders.STANDARD);
            return ExitCode.FAILED;
        }
        long nowSeconds = receivedAt.orElseGet(() -> System.currentTimeMillis() / 1_000);
        SignatureDiagnosis diagnosis = SignatureDiagnosis.of(current, previous, request, nowSeconds);
        boolean legacy = print(SignatureHeaders.LEGACY, request.legacy().isPresent(), diagnosis.legacy());
        boolean standard = print(SignatureHeaders.STANDARD, request.standard().isPresent(), diagnosis.standard());
        return legacy && standard ? ExitCode.OK : ExitCode.FAILED;
    }

    /** Returns false if the header was given and does not match; a receiver checks one of the two. */
    private boolean print(String header, boolean given, Verdict verdict) {
        out.println(header + ": " + (given ? verdict.text() : "not given, not checked"));
        if (verdict instanceof Verdict.Stale) {
            out.println("  of a saved request: say when it arrived with --received-at");
        }
        return !given || verdict.matches();
    }

    private Optional<WebhookSecret> read(Optional<String> option, String variable) {
        Optional<String> text =
                option.or(() -> Optional.ofNullable(environment.get(variable)).filter(value -> !value.isEmpty()));
        return text.map(value -> switch (WebhookSecret.parse(value)) {
            case WebhookSecret.Parsed.Accepted(WebhookSecret read) -> read;
            case WebhookSecret.Parsed.Rejected(String why) -> throw usage("The secret cannot be used: " + why);
        });
    }

    private SavedHeaders savedHeaders() {
        if (headers.isEmpty() && headersFile.isEmpty()) {
            throw usage("The headers are missing: give them with --header or --headers");
        }
        SavedHeaders saved = new SavedHeaders();
        for (String header : headers) {
            if (!saved.add(header)) {
                throw usage("Not a header, expected NAME:VALUE: " + header);
            }
        }
        headersFile.ifPresent(file -> saved.addAll(new String(read(file, MAX_HEADERS_BYTES), StandardCharsets.UTF_8)));
        return saved;
    }

    private byte[] body() {
        if (bodyFile.isPresent()) {
            return read(bodyFile.get(), MAX_BODY_BYTES);
        }
        try {
            return limited(in, MAX_BODY_BYTES, "standard input");
        } catch (IOException unreadable) {
            throw usage("Cannot read standard input: " + unreadable.getMessage());
        }
    }

    private byte[] read(Path file, int most) {
        try (InputStream bytes = Files.newInputStream(file)) {
            return limited(bytes, most, file.toString());
        } catch (IOException unreadable) {
            throw usage("Cannot read " + file + ": " + unreadable.getClass().getSimpleName());
        }
    }

    private byte[] limited(InputStream bytes, int most, String name) throws IOException {
        byte[] read = bytes.readNBytes(most + 1);
        if (read.length > most) {
            throw usage(name + " has more than " + most + " bytes");
        }
        return read;
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
