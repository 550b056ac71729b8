package dev.ephyra.sdk;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The server answered with a status that is no success. The statuses that the protocol documents have classes of their
 * own; any other status is an {@code ApiException} itself.
 *
 * <pre>{@code
 * try {
 *     rooms.deletePeer("blue", peerId);
 * } catch (NotFoundException gone) {
 *     log.info(gone.serverText()); // Peer … does not exist
 * }
 * }</pre>
 */
public sealed class ApiException extends FishjamException
        permits BadRequestException,
                UnauthorizedException,
                NotFoundException,
                ConflictException,
                ServiceUnavailableException {
    private final int status;
    private final String serverText;
    private final @Nullable Duration retryAfter;

    ApiException(ApiCall<?> call, Answer answer, String serverText) {
        super(
                call,
                serverText.isEmpty() ? Integer.toString(answer.status()) : answer.status() + " " + serverText,
                null);
        this.status = answer.status();
        this.serverText = serverText;
        this.retryAfter = answer.retryAfter();
    }

    /** The exception that the status of a refusal calls for. */
    static ApiException of(ApiCall<?> call, Answer answer) {
        String text = ErrorText.of(answer.body());
        return switch (answer.status()) {
            case 400 -> new BadRequestException(call, answer, text);
            case 401 -> new UnauthorizedException(call, answer, text);
            case 404 -> new NotFoundException(call, answer, text);
            case 409 -> new ConflictException(call, answer, text);
            case 503 -> new ServiceUnavailableException(call, answer, text);
            default -> new ApiException(call, answer, text);
        };
    }

    /** The HTTP status. */
    public int status() {
        return status;
    }

    /**
     * What the server says, in its own words, as in {@code Room blue does not exist}; empty if it says nothing. An
     * answer that is not JSON, as of a proxy, is quoted, shortened where it is long. User and password of a URL are masked.
     */
    public String serverText() {
        return serverText;
    }

    /** How long the server asks to be left alone, counted from its answer ({@code Retry-After}); empty if it does not. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
