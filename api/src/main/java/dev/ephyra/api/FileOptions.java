package dev.ephyra.api;

import dev.ephyra.room.ComponentOptions;
import dev.ephyra.room.TrackType;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The options of file components, and in which order Fishjam finds fault with them. Stateless but for its collaborator. */
final class FileOptions {
    private static final ApiResponse INVALID_FRAMERATE = ApiResponse.error(400, "Invalid framerate passed");
    private static final ApiResponse FRAMERATE_OF_AUDIO =
            ApiResponse.error(400, "Attempted to set framerate for audio component which is not supported.");
    private static final ApiResponse UNSUPPORTED = ApiResponse.error(400, "Unsupported file type");
    private static final ApiResponse UNANSWERED =
            ApiResponse.error(503, "The folder of file sources does not answer in time");
    private static final int DEFAULT_FRAMERATE = 30;

    /** What screens show at most; each picture is packets for everybody who watches. */
    private static final long MAX_FRAMERATE = 240;

    private final ComponentFiles files;

    FileOptions(ComponentFiles files) {
        this.files = files;
    }

    CompletionStage<ReadOptions> read(JsonValue.Members given) {
        OptionReader reader = new OptionReader(given);
        String path = reader.text("filePath", ApiLimits.MAX_FILE_PATH_CHARS);
        OptionalLong framerate = reader.nullableInteger("framerate", INVALID_FRAMERATE);
        if (reader.refusal().isPresent()) {
            return CompletableFuture.completedFuture(
                    new ReadOptions.Refused(reader.refusal().get()));
        }
        return files.find(path).thenApply(verdict -> switch (verdict) {
            case OUTSIDE -> new ReadOptions.Refused(ApiResponse.error(400, "Invalid file path"));
            case ABSENT -> new ReadOptions.Refused(ApiResponse.error(404, "File not found"));
            case UNANSWERED -> new ReadOptions.Refused(UNANSWERED);
            case FOUND -> found(path, framerate);
        });
    }

    /** By its name alone, with regard to case, as in the original: what is in it shows when it is played. */
    private static ReadOptions found(String path, OptionalLong framerate) {
        boolean isVideo = path.endsWith(".h264");
        boolean isAudio = path.endsWith(".ogg");
        long perSecond = framerate.orElse(DEFAULT_FRAMERATE);
        if (perSecond < 1 || perSecond > MAX_FRAMERATE) {
            return new ReadOptions.Refused(INVALID_FRAMERATE);
        } else if (isAudio && framerate.isPresent()) {
            return new ReadOptions.Refused(FRAMERATE_OF_AUDIO);
        } else if (!isAudio && !isVideo) {
            return new ReadOptions.Refused(UNSUPPORTED);
        }
        String shown = isVideo ? Long.toString(perSecond) : "null";
        JsonText properties = new JsonText()
                .object()
                .member("filePath", path)
                .rawMember("framerate", shown)
                .end();
        TrackType type = isVideo ? TrackType.VIDEO : TrackType.AUDIO;
        return new ReadOptions.Read(
                properties.toString(), false, new ComponentOptions.File(path, type, (int) perSecond));
    }
}
