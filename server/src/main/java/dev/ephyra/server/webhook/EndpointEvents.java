package dev.ephyra.server.webhook;

import dev.ephyra.notify.endpoint.Deliveries;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.lane.LaneIdentity;
import dev.ephyra.notify.lane.LaneOutput.EndpointChanged;

/** Who hears how endpoints do. Called on the dispatcher's context; must not block. */
public interface EndpointEvents {
    /** Nobody. */
    EndpointEvents NONE = new EndpointEvents() {
        @Override
        public void changed(Endpoint endpoint, EndpointChanged change) {}

        @Override
        public void deadLettered(Deliveries.DeadLetter letter) {}

        @Override
        public void expired(LaneIdentity lane, long fromSeq, long toSeq, Cause cause) {}
    };

    /** Why the journal does not have events any more. */
    enum Cause {
        RETENTION,
        LOG_CORRUPTION
    }

    /** An endpoint does better or worse. */
    void changed(Endpoint endpoint, EndpointChanged change);

    /** An event was given up; it is durable as a dead letter. */
    void deadLettered(Deliveries.DeadLetter letter);

    /** The journal lost events, both ends included, before an endpoint had them. */
    void expired(LaneIdentity lane, long fromSeq, long toSeq, Cause cause);
}
