package dev.ephyra.component.rtsp;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What a camera's component needs of the machine's network. Thread-safe. */
public interface CameraNetwork {
    /** The addresses of a host name, or the one that it is; does not block, may never complete. */
    CompletionStage<List<InetAddress>> resolve(String host);

    /** Why an address may not be connected to; empty if it may. */
    Optional<String> refusal(InetAddress address);
}
