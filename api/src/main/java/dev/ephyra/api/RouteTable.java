package dev.ephyra.api;

import java.util.List;
import java.util.Optional;

/** The routes as data, in the order they are tried. Immutable. */
public record RouteTable(List<Route> routes) {
    public RouteTable {
        routes = List.copyOf(routes);
    }

    /** A route and the values of its path's parameters. */
    public record Match(Route route, List<String> values) {}

    /** The first route that fits. There is no 405: as in the original, a wrong method is no route. */
    public Optional<Match> match(String method, RequestPath path) {
        // RFC 9110 section 9.3.2: HEAD is GET without the content; the edge leaves the content out.
        String effective = method.equals("HEAD") ? "GET" : method;
        for (Route route : routes) {
            if (route.method().equals(effective)) {
                Optional<List<String>> values = route.path().match(path);
                if (values.isPresent()) {
                    return Optional.of(new Match(route, values.get()));
                }
            }
        }
        return Optional.empty();
    }
}
