package dev.ephyra.journal;

import java.io.IOException;
import java.util.List;

/**
 * One folder of files, as much of a file system as the journal needs. Thread-safe. Names are relative, with
 * {@code /}.
 */
public interface Disk {
    /** Names of the files directly in the folder, in no order. */
    List<String> list() throws IOException;

    /** Names of the files in a folder below, with the folder's; none if there is no such folder. */
    List<String> list(String folder) throws IOException;

    /**
     * Gives a file a second name, the same in another folder. Answers false if the two cannot share a file:
     * then it has to be copied.
     */
    boolean link(String name, Disk target) throws IOException;

    /** Opens a file. Opening to create truncates what is there. */
    DiskFile open(String name, Access access) throws IOException;

    /** Deletes a file if it is there. */
    void delete(String name) throws IOException;

    /** Replaces {@code to} by {@code from} atomically. */
    void rename(String from, String to) throws IOException;

    /** Makes creations, renames and deletions durable. */
    void forceDirectory() throws IOException;

    /** Takes the folder for this process. */
    Lock lock() throws JournalException;

    /** Names the folder in messages. */
    String place();

    /** How a file is opened. */
    enum Access {
        READ,
        WRITE,
        CREATE
    }

    /** The hold on the folder. Closing lets go. */
    interface Lock extends AutoCloseable {
        @Override
        void close();
    }
}
