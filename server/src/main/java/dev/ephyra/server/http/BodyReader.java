package dev.ephyra.server.http;

import dev.ephyra.api.ApiLimits;
import dev.ephyra.api.ApiResponse;
import dev.ephyra.api.RequestBody;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Receives one request's body. Ends in exactly one of: {@code read} with the body, {@code refuse} with an answer, or
 * neither if the connection is lost. Owned by the event loop of its connection.
 */
final class BodyReader {
    private enum Kind {
        JSON,
        FORM,
        OTHER
    }

    private final HttpServerRequest request;
    private final BodyBudget budget;
    private final Consumer<RequestBody> read;
    private final Consumer<ApiResponse> refuse;
    private final Kind kind;
    private final long startedNanos;

    private @Nullable Buffer received;
    private long receivedBytes;
    private boolean answered;

    BodyReader(
            HttpServerRequest request,
            BodyBudget budget,
            Consumer<RequestBody> read,
            Consumer<ApiResponse> refuse,
            long nowNanos) {
        this.request = request;
        this.budget = budget;
        this.read = read;
        this.refuse = refuse;
        kind = kind(request.getHeader("content-type"));
        startedNanos = nowNanos;
    }

    long startedNanos() {
        return startedNanos;
    }

    /** Whether an answer is out or on its way; what still comes is dropped. */
    boolean isAnswered() {
        return answered;
    }

    /** Starts receiving. */
    void start() {
        if (declaredBytes() > ApiLimits.MAX_BODY_BYTES) {
            tooLarge();
        } else if ("100-continue".equalsIgnoreCase(request.getHeader("expect"))) {
            request.response().writeContinue();
        }
        if (kind == Kind.FORM && !answered) {
            request.setExpectMultipart(true);
            // Files are received, because the form goes on behind them, and dropped.
            request.uploadHandler(upload -> upload.handler(data -> {}));
        }
        request.handler(this::data);
        request.endHandler(nothing -> end());
        request.exceptionHandler(this::failed);
    }

    /** The body is not there in time. */
    void expire() {
        if (!answered) {
            refuse(ApiResponse.error(408, "The request body did not arrive in time"));
        }
        budget.finished(this);
        request.connection().close();
    }

    private long declaredBytes() {
        String length = request.getHeader("content-length");
        // Checked to be digits by the decoder; more of them than a long has are too much anyway.
        return length == null ? 0 : length.length() > 18 ? Long.MAX_VALUE : Long.parseLong(length.strip());
    }

    private void data(Buffer chunk) {
        receivedBytes += chunk.length();
        if (answered) {
            if (receivedBytes > ApiLimits.MAX_DISCARDED_BYTES) {
                request.connection().close();
            }
            return;
        }
        if (receivedBytes > ApiLimits.MAX_BODY_BYTES) {
            tooLarge();
        } else if (!budget.take(this, chunk.length())) {
            refuse(ApiResponse.error(503, "Too many request bodies are being received"));
        } else if (kind == Kind.JSON) {
            received = received == null ? chunk : received.appendBuffer(chunk);
        }
    }

    private void end() {
        budget.finished(this);
        if (answered) {
            return;
        }
        answered = true;
        read.accept(body());
    }

    private RequestBody body() {
        if (receivedBytes == 0) {
            return new RequestBody.Empty();
        }
        return switch (kind) {
            case JSON -> new RequestBody.Json(received == null ? new byte[0] : received.getBytes());
            case OTHER -> new RequestBody.Other();
            case FORM -> {
                Map<String, List<String>> fields = new HashMap<>();
                for (String name : request.formAttributes().names()) {
                    fields.put(name, request.formAttributes().getAll(name));
                }
                yield new RequestBody.Form(fields);
            }
        };
    }

    /** The form cannot be decoded, or the connection is lost: then the answer goes nowhere. */
    private void failed(Throwable cause) {
        budget.finished(this);
        if (!answered) {
            answered = true;
            read.accept(new RequestBody.Malformed());
        }
    }

    private void tooLarge() {
        refuse(ApiResponse.error(413, "The request body is larger than " + ApiLimits.MAX_BODY_BYTES + " bytes"));
    }

    private void refuse(ApiResponse response) {
        answered = true;
        received = null;
        budget.release(this);
        refuse.accept(response);
    }

    private static Kind kind(@Nullable String contentType) {
        if (contentType == null) {
            return Kind.OTHER;
        }
        int semicolon = contentType.indexOf(';');
        String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
        String lower = type.strip().toLowerCase(Locale.ROOT);
        if (lower.equals("application/json") || (lower.startsWith("application/") && lower.endsWith("+json"))) {
            return Kind.JSON;
        }
        return lower.equals("application/x-www-form-urlencoded") || lower.equals("multipart/form-data")
                ? Kind.FORM
                : Kind.OTHER;
    }
}
