package dev.ephyra.server.webhook;

import dev.ephyra.notify.endpoint.Deliveries;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EndpointState;
import dev.ephyra.notify.lane.Incarnation;

/** Who hears how endpoints do. Called on the dispatcher's context; must not block. */
public interface EndpointEvents {
    /** Nobody. */
    EndpointEvents NONE = new EndpointEvents() {
        @Override
        public void changed(Endpoint endpoint, EndpointState to, String lastFailure, long outageMillis) {}

        @Override
        public void deadLettered(Deliveries.DeadLetter letter) {}

        @Override
        public void expired(String endpointId, Incarnation incarnation, long fromSeq, long toSeq) {}
    };

    /**
     * An endpoint does better or worse.
     *
     * @param outageMillis since its first failure after its last success; 0 if there was none
     */
    void changed(Endpoint endpoint, EndpointState to, String lastFailure, long outageMillis);

    /** An event was given up; it is durable as a dead letter. */
    void deadLettered(Deliveries.DeadLetter letter);

    /** The journal lost events, both ends included, before an endpoint had them. */
    void expired(String endpointId, Incarnation incarnation, long fromSeq, long toSeq);
}
