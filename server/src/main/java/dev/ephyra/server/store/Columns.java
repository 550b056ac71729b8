package dev.ephyra.server.store;

import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;

/** How values stand in columns, and what is said of a value that cannot be one. Pure. */
final class Columns {
    private Columns() {}

    static byte[] bytes(UUID uuid) {
        return ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }

    static UUID uuid(byte @Nullable [] bytes) throws SQLException {
        if (bytes == null || bytes.length != 16) {
            throw damage("a UUID does not have 16 bytes");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    static <E extends Enum<E>> E constant(Class<E> type, String name) throws SQLException {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(name)) {
                return constant;
            }
        }
        throw damage("there is no " + type.getSimpleName() + " " + name);
    }

    /** As SQLite itself reports bytes that it did not write. */
    static SQLException damage(String what) {
        return new SQLException(what, "", SQLiteErrorCode.SQLITE_CORRUPT.code);
    }

    /** Whether {@code failure} tells of bytes that are not what SQLite or this package wrote. */
    static boolean isDamage(SQLException failure) {
        int code = failure.getErrorCode();
        return code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code;
    }
}
