package dev.ephyra.server.components;

import dev.ephyra.component.rtsp.CameraNetwork;
import dev.ephyra.notify.lane.AddressFilter;
import dev.ephyra.server.webhook.Resolver;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The machine's network, behind the filter that webhooks have: a URI of a camera comes from the same clients. */
record FilteredNetwork(Resolver resolver, AddressFilter filter) implements CameraNetwork {
    @Override
    public CompletionStage<List<InetAddress>> resolve(String host) {
        return resolver.resolve(host);
    }

    @Override
    public Optional<String> refusal(InetAddress address) {
        return filter.refusal(address.getAddress());
    }
}
