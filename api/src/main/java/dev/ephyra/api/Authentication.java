package dev.ephyra.api;

import dev.ephyra.room.Moment;
import java.util.Optional;

/** The check of the server token on REST requests. Stateless but for the shared limit. */
public final class Authentication {
    private final ServerTokenCheck token;
    private final AuthFailureLimit failures;

    public Authentication(ServerTokenCheck token, AuthFailureLimit failures) {
        this.token = token;
        this.failures = failures;
    }

    /** The refusal, if there is one. */
    public Optional<ApiResponse> refuse(ApiRequest request, Moment now) {
        ServerTokenCheck.Verdict verdict = token.check(request.headers().all("authorization"));
        if (verdict == ServerTokenCheck.Verdict.MISSING) {
            return Optional.of(ApiResponse.error(401, "Missing token"));
        }
        int retryAfterSeconds = failures.retryAfterSeconds(request.remoteAddress(), now.nanos());
        if (retryAfterSeconds > 0) {
            ApiResponse refusal = ApiResponse.error(429, "Too many invalid tokens");
            return Optional.of(refusal.with("retry-after", Integer.toString(retryAfterSeconds)));
        }
        if (verdict == ServerTokenCheck.Verdict.INVALID) {
            failures.failed(request.remoteAddress(), now.nanos());
            return Optional.of(ApiResponse.error(401, "Invalid token"));
        }
        return Optional.empty();
    }
}
