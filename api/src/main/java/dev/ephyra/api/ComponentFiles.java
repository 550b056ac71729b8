package dev.ephyra.api;

import java.util.concurrent.CompletionStage;

/** The files that may be played into rooms. Thread-safe; does not block. */
@FunctionalInterface
public interface ComponentFiles {
    /** What a path is. */
    enum Verdict {
        /** A file in the folder of sources. */
        FOUND,
        /** Nothing that could be played. */
        ABSENT,
        /** It leads out of the folder of sources, itself or by a link. */
        OUTSIDE,
        /** Nobody knows: the disk does not answer in time, or too many ask it. */
        UNANSWERED
    }

    /** Looks for a file. {@code path} is relative to the folder of sources, also with a slash in front. */
    CompletionStage<Verdict> find(String path);
}
