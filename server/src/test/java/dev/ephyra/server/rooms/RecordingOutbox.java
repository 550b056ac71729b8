package dev.ephyra.server.rooms;

import dev.ephyra.server.peer.PeerOutbox;
import dev.ephyra.signaling.PeerEvent;
import java.util.List;

/** Writes down what a peer is told. */
record RecordingOutbox(List<String> told) implements PeerOutbox {
    @Override
    public void admitted() {
        told.add("admitted");
    }

    @Override
    public void refused(String reason) {
        told.add("refused " + reason);
    }

    @Override
    public void send(PeerEvent event) {
        told.add("sent " + event);
    }

    @Override
    public void probe() {
        told.add("probed");
    }

    @Override
    public void close(int code, String reason) {
        told.add("closed " + code + " " + reason);
    }
}
