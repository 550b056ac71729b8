package dev.ephyra.api;

/** From a request's body to its parameters. Only methods that carry content have their body read. Stateless. */
final class RequestParameters {
    private RequestParameters() {}

    /** What reading came to. */
    sealed interface Result {
        record Read(JsonValue.Members parameters) implements Result {}

        record Refused(ApiResponse response) implements Result {}
    }

    static Result of(ApiRequest request) {
        return switch (request.method()) {
            case "POST", "PUT", "PATCH", "DELETE" -> of(request.body());
            default -> new Result.Read(JsonValue.Members.NONE);
        };
    }

    private static Result of(RequestBody body) {
        return switch (body) {
            case RequestBody.Empty() -> new Result.Read(JsonValue.Members.NONE);
            case RequestBody.Other() -> new Result.Read(JsonValue.Members.NONE);
            case RequestBody.Form(var fields) -> new Result.Read(FormParameters.of(fields));
            case RequestBody.Malformed() -> malformed();
            case RequestBody.Json(byte[] bytes) -> ofJson(bytes);
        };
    }

    private static Result ofJson(byte[] bytes) {
        if (bytes.length == 0) {
            return new Result.Read(JsonValue.Members.NONE);
        }
        return switch (JsonReader.read(bytes)) {
            case JsonReader.Result.Read(JsonValue.Members members) -> new Result.Read(members);
            // An array or a scalar at the top level holds no parameters.
            case JsonReader.Result.Read _ -> new Result.Read(JsonValue.Members.NONE);
            case JsonReader.Result.Malformed() -> malformed();
            case JsonReader.Result.TooLarge() ->
                new Result.Refused(ApiResponse.error(
                        400, "The JSON body is nested too deeply, or has too many or too long parts"));
        };
    }

    private static Result malformed() {
        return new Result.Refused(ApiResponse.frameworkError(400, "Bad Request"));
    }
}
