package dev.ephyra.notify.signature;

import dev.ephyra.notify.signature.WebhookSecret.Parsed;

/** Secrets of tests. */
final class Secrets {
    static final WebhookSecret NEW = of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    static final WebhookSecret OLD = of("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD");
    static final WebhookSecret FISHJAM = of("from the dashboard, sömehow");

    private Secrets() {}

    static WebhookSecret of(String text) {
        return switch (WebhookSecret.parse(text)) {
            case Parsed.Accepted(WebhookSecret secret) -> secret;
            case Parsed.Rejected(String why) -> throw new AssertionError(why);
        };
    }
}
