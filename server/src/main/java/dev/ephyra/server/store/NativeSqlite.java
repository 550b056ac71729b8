package dev.ephyra.server.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite's machine code, unpacked once beside the database. Left to itself the driver unpacks a fresh copy on every
 * start, and a killed process leaves its copy behind: 1.5 MB each.
 */
public final class NativeSqlite {
    private static final Logger LOG = LoggerFactory.getLogger(NativeSqlite.class);

    private NativeSqlite() {}

    /** Before the first connection. If it fails, the driver helps itself. */
    public static void prepare(Path libraries) {
        String name = LibraryLoaderUtil.getNativeLibName();
        String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
        Path folder = libraries.resolve("sqlite-" + SQLiteJDBCLoader.getVersion());
        try (InputStream code = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
            if (code == null) {
                return;
            }
            Path library = folder.resolve(name);
            if (!Files.exists(library)) {
                createFolder(libraries);
                createFolder(folder);
                unpack(code, library);
            }
            // The driver reads these when it loads, once in a process.
            System.setProperty("org.sqlite.lib.path", folder.toAbsolutePath().toString());
            System.setProperty("org.sqlite.lib.name", name);
        } catch (IOException refused) {
            LOG.debug("SQLite is not unpacked into {}: {}", folder, refused.getMessage());
        }
    }

    /** Not its parents: a data folder that is missing is for someone else to notice. */
    private static void createFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(folder);
        }
    }

    /** Whole or not at all: the rename is atomic, so a killed start leaves no half library under the name. */
    private static void unpack(InputStream code, Path library) throws IOException {
        Path part = library.resolveSibling(library.getFileName() + ".part");
        Files.copy(code, part, StandardCopyOption.REPLACE_EXISTING);
        Files.move(part, library, StandardCopyOption.ATOMIC_MOVE);
    }
}
