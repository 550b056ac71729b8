package dev.ephyra.api.operator;

/** The schemas of bodies, as the JSON text of OpenAPI's {@code components.schemas}. */
final class OperatorSchemas {
    private OperatorSchemas() {}

    private static final String SETTINGS = """
            "url":{"type":"string","maxLength":2048},
            "include":{"type":"array","items":{"type":"string"},"description":"event types; empty for all of rooms"},
            "exclude":{"type":"array","items":{"type":"string"}},
            "roomIdPrefix":{"type":"string","maxLength":128},
            "roomMetadata":{"type":"object","description":"members that the metadata of the room must have"},
            "format":{"type":"string","enum":["protobuf","json","fishjam-json"]},
            "meta":{"type":"boolean","description":"field 1000 in protobuf bodies"},
            "headers":{"type":"object","additionalProperties":{"type":"string"},"maxProperties":16},
            "batching":{"oneOf":[{"type":"boolean"},{"type":"object","properties":{
              "maxEvents":{"type":"integer","minimum":1,"maximum":100},
              "maxBytes":{"type":"integer","minimum":1024,"maximum":262144},
              "lingerMillis":{"type":"integer","minimum":0,"maximum":250}}}]},
            "poison":{"type":"string","enum":["dead_letter","park"]},
            "maxAgeSeconds":{"type":"integer","minimum":1,"maximum":2592000},
            "timeoutSeconds":{"type":"integer","minimum":1,"maximum":30}""";

    private static final String ENDPOINTS = """
            "EndpointSettings":{"type":"object","additionalProperties":false,"properties":{%1$s}},
            "NewEndpoint":{"type":"object","required":["url"],"additionalProperties":false,
              "properties":{%1$s,"secret":{"type":"string","maxLength":256}}},
            "Endpoint":{"type":"object","properties":{"id":{"type":"string"},%1$s,
              "state":{"type":"string","enum":["active","degraded","tripped","stopped","paused"]},
              "source":{"type":"string","enum":["api","file","room"]},"lastFailure":{"type":"string"},
              "lanes":{"type":"integer"},"blockedLanes":{"type":"integer"},"inFlight":{"type":"integer"},
              "concurrency":{"type":"integer"},"deadLetters":{"type":"integer"},
              "oldestUndeliveredAt":{"type":"string","format":"date-time","nullable":true},
              "rotation":{"type":"object","nullable":true,"properties":{
                "legacyFlipsAt":{"type":"string","format":"date-time"},
                "overlapEndsAt":{"type":"string","format":"date-time"}}},
              "secret":{"type":"string","description":"only where it was made or changed"}}},
            "EndpointList":{"type":"object","properties":{"endpoints":{"type":"array",
              "items":{"$ref":"#/components/schemas/Endpoint"}}}},
            "Rotation":{"type":"object","additionalProperties":false,"properties":{
              "secret":{"type":"string","maxLength":256},
              "overlapSeconds":{"type":"integer","minimum":0,"maximum":604800,"default":86400},
              "flipAfterSeconds":{"type":"integer","minimum":0}}},
            "Secret":{"type":"object","properties":{"secret":{"type":"string"}}},
            """.formatted(SETTINGS);

    private static final String EVENTS = """
            "Event":{"type":"object","properties":{"eventId":{"type":"string","format":"uuid"},
              "type":{"type":"string"},"room":{"type":"string"},"roomEpoch":{"type":"string","format":"uuid"},
              "roomSeq":{"type":"integer"},"prevSeq":{"type":"integer","description":"of the event before it in the room"},
              "cursor":{"type":"string"},"occurredAt":{"type":"string","format":"date-time"},
              "reason":{"type":"string"},"detail":{"type":"string"},"roomMetadata":{},"peerMetadata":{},
              "counts":{"type":"object","properties":{"peers":{"type":"integer"},
                "connectedPeers":{"type":"integer"},"components":{"type":"integer"},"tracks":{"type":"integer"}}},
              "test":{"type":"boolean"},
              "lastAliveAt":{"type":"string","format":"date-time",
                "description":"of a room that a restart ended: the server was still alive then"},
              "notification":{"type":"object","description":"the ServerMessage in the JSON form of proto3"}}},
            "EventPage":{"type":"object","properties":{"events":{"type":"array",
              "items":{"$ref":"#/components/schemas/Event"}},"next":{"type":"string","description":"ask after this"},
              "oldest":{"type":"string","description":"before the oldest event kept"},
              "recovered":{"type":"boolean","description":"false if the cursor is none of this log"},
              "more":{"type":"boolean","description":"whether there is more to read at once"},
              "missing":{"type":"object","description":"what is lost before the first event","properties":{
                "after":{"type":"string"},"upTo":{"type":"string"},"records":{"type":"integer"}}}}},
            "RoomState":{"type":"object","properties":{"room":{"type":"string"},
              "roomEpoch":{"type":"string","format":"uuid"},"roomSeq":{"type":"integer"},"roomMetadata":{},
              "batchWebhookNotifications":{"type":"boolean"},"config":{"type":"object"},
              "peers":{"type":"array","items":{"type":"object"}},
              "components":{"type":"array","items":{"type":"object"}}}},
            "TestEvents":{"type":"object","required":["type"],"additionalProperties":false,"properties":{
              "type":{"type":"string"},"room":{"type":"string"},
              "count":{"type":"integer","minimum":1,"maximum":100}}},
            "Triggered":{"type":"object","properties":{"room":{"type":"string"},
              "events":{"type":"array","items":{"type":"string","format":"uuid"}}}},
            """;

    private static final String DELIVERIES = """
            "Attempt":{"type":"object","properties":{"endpoint":{"type":"string"},
              "eventId":{"type":"string","format":"uuid"},"number":{"type":"integer"},
              "at":{"type":"string","format":"date-time"},"millis":{"type":"integer"},
              "status":{"type":"integer","description":"0 if there was no answer"},"failure":{"type":"string"},
              "answer":{"type":"string","description":"the beginning of what the receiver answered, secrets taken out; not \
            shown where a private address answers a test"},"replay":{"type":"boolean"}}},
            "AttemptList":{"type":"object","properties":{"attempts":{"type":"array",
              "items":{"$ref":"#/components/schemas/Attempt"}}}},
            "DeliveryList":{"type":"object","properties":{"deliveries":{"type":"array","items":{"type":"object",
              "properties":{"endpoint":{"type":"string"},
              "state":{"type":"string","enum":["pending","delivered","dead","filtered","past"],"description":"past: no \
            longer its turn, and no attempt that was taken is remembered; delivered, unless it was given up and its dead \
            letter is gone, it expired, or the filter was another one then"},
              "attempts":{"type":"array","items":{"$ref":"#/components/schemas/Attempt"}}}}}}},
            "DeadLetterList":{"type":"object","properties":{"next":{"type":"integer"},"deadLetters":{"type":"array",
              "items":{"type":"object","properties":{"id":{"type":"integer"},"endpoint":{"type":"string"},
              "eventId":{"type":"string","format":"uuid"},"type":{"type":"string"},"room":{"type":"string"},
              "roomEpoch":{"type":"string","format":"uuid"},"roomSeq":{"type":"integer"},
              "occurredAt":{"type":"string","format":"date-time"},"cause":{"type":"string","enum":["poison","max_age"]},
              "attempts":{"type":"integer"},"lastFailure":{"type":"string"},
              "diedAt":{"type":"string","format":"date-time"}}}}}},
            "NewReplay":{"type":"object","required":["endpoint"],"additionalProperties":false,"properties":{
              "endpoint":{"type":"string"},"room":{"type":"string"},"since":{"type":"string"},
              "after":{"type":"string"},"until":{"type":"string"},"failedOnly":{"type":"boolean"},
              "perSecond":{"type":"integer","minimum":1,"maximum":1000,"default":50}}},
            "ReplayList":{"type":"object","properties":{"replays":{"type":"array","items":{"type":"object",
              "properties":{"id":{"type":"string"},"endpoint":{"type":"string"},"room":{"type":"string"},
              "failedOnly":{"type":"boolean"},"perSecond":{"type":"integer"},"state":{"type":"string"},
              "sent":{"type":"integer"},"failed":{"type":"integer"},"fromRecord":{"type":"integer"},
              "toRecord":{"type":"integer"},"nextRecord":{"type":"integer"}}}}}},
            "ToEndpoint":{"type":"object","required":["endpoint"],"additionalProperties":false,
              "properties":{"endpoint":{"type":"string"}}},
            "Purged":{"type":"object","properties":{"purged":{"type":"integer"}}},
            """;

    static final String JSON = """
            {"Error":{"type":"object","required":["errors"],"properties":{"errors":{"type":"string"}}},
            "Id":{"type":"object","properties":{"id":{"type":"string"}}},
            "Backup":{"type":"object","properties":{"path":{"type":"string"},"warning":{"type":"string"}}},
            "ConsumerList":{"type":"object","properties":{"consumers":{"type":"array","items":{"type":"object",
              "required":["name","connected"],"properties":{"name":{"type":"string"},"connected":{"type":"boolean"},
              "cursor":{"type":"string"},"lag":{"type":"integer"}}}}}},
            """ + ENDPOINTS + EVENTS + DELIVERIES.strip().replaceFirst(",$", "}");
}
