package dev.ephyra.media;

import dev.ephyra.webrtc.ice.IceLiteAgent;
import dev.ephyra.webrtc.ice.IceUfragReader;
import dev.ephyra.webrtc.ice.Path;
import dev.ephyra.webrtc.stun.PacketKind;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * For which connection a datagram is: by where it comes from, and before that is known, by the ufrag in a check. Of all
 * media threads: each looks up without a lock whatever comes in by its socket, as does the TURN thread what comes in over
 * TCP. A media thread enters and removes only connections of its own. Two of them may claim the same address, as a browser
 * may use a port again; the last to be authenticated has it.
 */
final class Directory {
    /** Of one connection: the present one, and those of the last ICE restarts, whose paths live on. */
    static final int MAX_UFRAGS = 4;

    private final Map<Path, HostedConnection> byPath = new ConcurrentHashMap<>();
    private final Map<String, HostedConnection> byUfrag = new ConcurrentHashMap<>();

    /** Checks with this ufrag of ours are for {@code connection}. */
    void expect(String ufrag, HostedConnection connection) {
        if (connection.ufrags().add(ufrag) && connection.ufrags().size() > MAX_UFRAGS) {
            byUfrag.remove(removeFirst(connection.ufrags().iterator()), connection);
        }
        byUfrag.put(ufrag, connection);
    }

    /** The connection a datagram is for; null if it is for none of ours. */
    @Nullable
    HostedConnection find(PacketKind kind, byte[] buffer, int offset, int length, Path from) {
        HostedConnection known = byPath.get(from);
        // A browser may use the same port for its next connection: its checks say so.
        if (kind != PacketKind.STUN) {
            return known;
        }
        Optional<String> ufrag = IceUfragReader.read(buffer, offset, length);
        HostedConnection named = ufrag.isEmpty() ? known : byUfrag.get(ufrag.get());
        return named == null ? known : named;
    }

    /**
     * What comes from there is for {@code connection} from now on; for a path on which it was authenticated. As many are
     * kept as a connection verifies: those of one that moves much are found again by its checks.
     */
    void found(Path from, HostedConnection connection) {
        if (byPath.put(from, connection) == connection) {
            return;
        }
        // Another that had it keeps it in its own list, which is another thread's: what it removes is only what leads
        // to it.
        connection.paths().remove(from);
        connection.paths().add(from);
        if (connection.paths().size() > IceLiteAgent.MAX_PATHS) {
            byPath.remove(removeFirst(connection.paths().iterator()), connection);
        }
    }

    /** Nothing is for {@code connection} any more. */
    void forget(HostedConnection connection) {
        connection.paths().forEach(path -> byPath.remove(path, connection));
        connection.ufrags().forEach(ufrag -> byUfrag.remove(ufrag, connection));
    }

    private static <T> T removeFirst(Iterator<T> elements) {
        T first = elements.next();
        elements.remove();
        return first;
    }
}
