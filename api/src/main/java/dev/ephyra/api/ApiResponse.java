package dev.ephyra.api;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * One HTTP response. The edge adds framing only.
 *
 * @param headers lower-case names; immutable
 * @param body never changed after construction
 */
public record ApiResponse(int status, Map<String, String> headers, byte[] body) {
    private static final byte[] NO_BODY = {};
    private static final Map<String, String> PLAIN = Map.of("access-control-allow-origin", "*");
    private static final Map<String, String> JSON =
            Map.of("access-control-allow-origin", "*", "content-type", "application/json; charset=utf-8");

    /** JSON, labelled exactly as the Elixir SDK expects it: it decodes by this content type. */
    public static ApiResponse json(int status, String json) {
        return new ApiResponse(status, JSON, json.getBytes(StandardCharsets.UTF_8));
    }

    /** Text without any content type, as Fishjam sends it: labelled as JSON, the Elixir SDK would try to decode it. */
    public static ApiResponse unlabelledText(int status, String text) {
        return new ApiResponse(status, PLAIN, text.getBytes(StandardCharsets.UTF_8));
    }

    /** 204. */
    public static ApiResponse noContent() {
        return new ApiResponse(204, PLAIN, NO_BODY);
    }

    /** The error body of a controller: {@code {"errors":"<text>"}}. */
    public static ApiResponse error(int status, String text) {
        return json(status, new JsonText().object().member("errors", text).end().toString());
    }

    /** The error body of the framework around the controllers: {@code {"errors":{"detail":"<text>"}}}. */
    public static ApiResponse frameworkError(int status, String detail) {
        JsonText text = new JsonText().object().name("errors").object().member("detail", detail);
        return json(status, text.end().end().toString());
    }

    /** The same response with one more header. */
    public ApiResponse with(String lowerCaseName, String value) {
        Map<String, String> more = new HashMap<>(headers);
        more.put(lowerCaseName, value);
        return new ApiResponse(status, Map.copyOf(more), body);
    }
}
