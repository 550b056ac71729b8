package dev.ephyra.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An OpenAPI 3.0 document, made from a route table and what is said of each of its operations. A value.
 *
 * @param operations by operation id, one for each route
 * @param schemas the JSON text of {@code components.schemas}
 */
public record OpenApiDocument(String title, String version, Map<String, OpenApiOperation> operations, String schemas) {

    /** The document that describes {@code routes}. */
    public String of(RouteTable routes) {
        JsonText out = new JsonText().object().member("openapi", "3.0.3");
        out.name("info").object().member("title", title);
        out.member("version", version).end();
        out.name("paths").object();
        Map<String, List<Route>> byPath = new LinkedHashMap<>();
        for (Route route : routes.routes()) {
            byPath.merge(route.path().toString(), List.of(route), OpenApiDocument::joined);
        }
        byPath.forEach((path, operations) -> {
            out.name(path).object();
            operations.forEach(route -> operation(route, out));
            out.end();
        });
        out.end().name("components").object();
        out.name("securitySchemes").object().name("authorization").object();
        out.member("type", "http").member("scheme", "bearer").end().end();
        out.rawMember("schemas", schemas).end();
        return out.end().toString();
    }

    private static List<Route> joined(List<Route> some, List<Route> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private void operation(Route route, JsonText out) {
        OpenApiOperation operation = operations.get(route.operationId());
        if (operation == null) {
            throw new IllegalStateException("no description of operation " + route.operationId());
        }
        out.name(route.method().toLowerCase(Locale.ROOT)).object();
        out.member("operationId", route.operationId()).member("summary", operation.summary());
        out.name("tags").array().string(operation.tag()).end();
        if (route.needsAuth()) {
            out.rawMember("security", "[{\"authorization\":[]}]");
        }
        parameters(route, operation, out);
        if (!operation.bodySchema().isEmpty()) {
            out.name("requestBody").object();
            content(operation.bodySchema(), out);
            out.end();
        }
        responses(operation, out);
        out.end();
    }

    private static void parameters(Route route, OpenApiOperation operation, JsonText out) {
        out.name("parameters").array();
        for (String parameter : route.path().parameters()) {
            out.object().member("name", parameter).member("in", "path").rawMember("required", "true");
            out.rawMember("schema", "{\"type\":\"string\"}").end();
        }
        for (OpenApiOperation.QueryParameter parameter : operation.query()) {
            out.object().member("name", parameter.name()).member("in", "query");
            out.member("description", parameter.description());
            out.name("schema").object().member("type", parameter.type()).end().end();
        }
        out.end();
    }

    private static void responses(OpenApiOperation operation, JsonText out) {
        out.name("responses").object();
        operation.responses().forEach((status, schema) -> {
            out.name(Integer.toString(status)).object().member("description", description(status));
            if (!schema.isEmpty()) {
                content(schema, out);
            }
            out.end();
        });
        out.end();
    }

    private static void content(String schema, JsonText out) {
        boolean text = schema.equals(OpenApiOperation.TEXT);
        out.name("content")
                .object()
                .name(text ? "text/plain" : "application/json")
                .object();
        out.name("schema").object();
        if (text || schema.equals("object")) {
            out.member("type", text ? "string" : "object");
        } else {
            out.member("$ref", "#/components/schemas/" + schema);
        }
        out.end().end().end();
    }

    private static String description(int status) {
        return status < 300 ? "Done" : status < 500 ? "The request is refused" : "Not now; try again later";
    }
}
