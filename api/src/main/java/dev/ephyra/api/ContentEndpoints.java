package dev.ephyra.api;

import java.util.concurrent.CompletionStage;

/** The routes of recordings and HLS files. Nothing is recorded yet, so there is nothing to list, show or delete. */
final class ContentEndpoints {
    private ContentEndpoints() {}

    static CompletionStage<ApiResponse> recordings(Call call) {
        return Call.now(ApiResponse.json(200, "{\"data\":[]}"));
    }

    static CompletionStage<ApiResponse> deleteRecording(Call call) {
        String id = call.parameter("recording_id");
        return Call.now(
                staysInside(id)
                        ? ApiResponse.error(404, "Recording not found")
                        : ApiResponse.error(400, "Invalid recording id, got: " + id));
    }

    static CompletionStage<ApiResponse> recordingFile(Call call) {
        String id = call.parameter("recording_id");
        return Call.now(
                staysInside(id)
                        ? file(call, "Invalid filename, got: ")
                        : ApiResponse.error(400, "Invalid recording, got: " + id));
    }

    static CompletionStage<ApiResponse> hlsFile(Call call) {
        return Call.now(file(call, "Invalid filename, got "));
    }

    private static ApiResponse file(Call call, String refusal) {
        String name = call.parameter("filename");
        return staysInside(name) ? ApiResponse.error(404, "File not found") : ApiResponse.error(400, refusal + name);
    }

    /** Whether a name, relative to some folder, names something inside it and not the folder itself. */
    static boolean staysInside(String name) {
        if (name.indexOf('\0') >= 0 || name.startsWith("/") || name.indexOf('\\') >= 0) {
            return false;
        }
        int depth = 0;
        for (int start = 0; start <= name.length(); ) {
            int slash = name.indexOf('/', start);
            int end = slash < 0 ? name.length() : slash;
            String segment = name.substring(start, end);
            if (segment.equals("..")) {
                depth--;
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                depth++;
            }
            if (depth < 0) {
                return false;
            }
            start = end + 1;
        }
        return depth > 0;
    }
}
