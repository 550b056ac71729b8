package dev.ephyra.server.lifecycle;

import dev.ephyra.notify.endpoint.Deliveries;
import dev.ephyra.notify.endpoint.Endpoint;
import dev.ephyra.notify.endpoint.EndpointState;
import dev.ephyra.notify.lane.Incarnation;
import dev.ephyra.server.health.EndpointHealth;
import dev.ephyra.server.webhook.EndpointEvents;

/** From the webhooks to what the server says of itself. Called on the webhooks' context; never waits. */
record EndpointAlerts(EndpointHealth health) implements EndpointEvents {
    @Override
    public void changed(Endpoint endpoint, EndpointState to, String lastFailure, long outageMillis) {
        health.changed(endpoint, to, lastFailure, outageMillis);
    }

    @Override
    public void deadLettered(Deliveries.DeadLetter letter) {
        health.deadLettered(letter);
    }

    @Override
    public void expired(String endpointId, Incarnation incarnation, long fromSeq, long toSeq) {
        health.expired(endpointId, incarnation, fromSeq, toSeq);
    }
}
