package dev.ephyra.api;

/** The schemas of bodies, as the JSON text of OpenAPI's {@code components.schemas}. */
final class OpenApiSchemas {
    private OpenApiSchemas() {}

    static final String JSON = """
            {"Error":{"type":"object","required":["errors"],"properties":{"errors":{"type":"string"}}},
            "FrameworkError":{"type":"object","required":["errors"],"properties":{"errors":{"type":"object",
              "required":["detail"],"properties":{"detail":{"type":"string"}}}}},
            "RoomConfig":{"type":"object","properties":{
              "roomId":{"type":"string","nullable":true,"pattern":"^[a-zA-Z0-9-_]+$","maxLength":128},
              "maxPeers":{"type":"integer","nullable":true,"minimum":0},
              "videoCodec":{"type":"string","nullable":true,"enum":["h264","vp8",null]},
              "webhookUrl":{"type":"string","nullable":true,"maxLength":2048},
              "peerlessPurgeTimeout":{"type":"integer","nullable":true,"minimum":1},
              "peerDisconnectedTimeout":{"type":"integer","nullable":true,"minimum":1}}},
            "Track":{"type":"object","required":["id","type","metadata"],"properties":{"id":{"type":"string"},
              "type":{"type":"string","enum":["audio","video"]},"metadata":{"nullable":true}}},
            "Peer":{"type":"object","required":["id","type","status","tracks","metadata"],"properties":{
              "id":{"type":"string"},"type":{"type":"string","enum":["webrtc"]},
              "status":{"type":"string","enum":["connected","disconnected"]},
              "tracks":{"type":"array","items":{"$ref":"#/components/schemas/Track"}},"metadata":{"nullable":true}}},
            "Component":{"type":"object","required":["id","type","properties","tracks"],"properties":{
              "id":{"type":"string"},"type":{"type":"string","enum":["hls","rtsp","file","sip","recording"]},
              "properties":{"type":"object"},
              "tracks":{"type":"array","items":{"$ref":"#/components/schemas/Track"}}}},
            "Room":{"type":"object","required":["id","config","components","peers"],"properties":{
              "id":{"type":"string"},"config":{"$ref":"#/components/schemas/RoomConfig"},
              "components":{"type":"array","items":{"$ref":"#/components/schemas/Component"}},
              "peers":{"type":"array","items":{"$ref":"#/components/schemas/Peer"}}}},
            "RoomCreateDetailsResponse":{"type":"object","required":["data"],"properties":{"data":{"type":"object",
              "required":["room","fishjam_address"],"properties":{"room":{"$ref":"#/components/schemas/Room"},
              "fishjam_address":{"type":"string"},"jellyfish_address":{"type":"string"}}}}},
            "RoomsListingResponse":{"type":"object","required":["data"],"properties":{"data":{"type":"array",
              "items":{"$ref":"#/components/schemas/Room"}}}},
            "RoomDetailsResponse":{"type":"object","required":["data"],"properties":{
              "data":{"$ref":"#/components/schemas/Room"}}},
            "AddPeer":{"type":"object","required":["type"],"properties":{
              "type":{"type":"string","enum":["webrtc"]},"options":{"type":"object","properties":{
              "enableSimulcast":{"type":"boolean","default":true}}}}},
            "PeerDetailsResponse":{"type":"object","required":["data"],"properties":{"data":{"type":"object",
              "required":["peer","token","peer_websocket_url"],"properties":{
              "peer":{"$ref":"#/components/schemas/Peer"},"token":{"type":"string"},
              "peer_websocket_url":{"type":"string"}}}}},
            "AddComponent":{"type":"object","required":["type"],"properties":{
              "type":{"type":"string","enum":["hls","rtsp","file","sip","recording"]},
              "options":{"type":"object"}}},
            "ComponentDetailsResponse":{"type":"object","required":["data"],"properties":{
              "data":{"$ref":"#/components/schemas/Component"}}},
            "SubscriptionConfig":{"type":"object","required":["origins"],"properties":{
              "origins":{"type":"array","maxItems":1000,"items":{"type":"string","maxLength":128}}}},
            "DialConfig":{"type":"object","required":["phoneNumber"],"properties":{
              "phoneNumber":{"type":"string","maxLength":256}}},
            "RecordingListResponse":{"type":"object","required":["data"],"properties":{"data":{"type":"array",
              "items":{"type":"string"}}}},
            "HealthcheckResponse":{"type":"object","required":["data"],"properties":{"data":{"type":"object",
              "required":["status","uptime","version","gitCommit","distribution"],"properties":{
              "status":{"type":"string","enum":["UP","DOWN"]},"uptime":{"type":"integer"},
              "version":{"type":"string"},"gitCommit":{"type":"string"},
              "distribution":{"type":"object","required":["enabled","nodeStatus","nodesInCluster"],"properties":{
              "enabled":{"type":"boolean"},"nodeStatus":{"type":"string","enum":["UP","DOWN"]},
              "nodesInCluster":{"type":"integer"}}},
              "ephyra":{"type":"object","properties":{"detail":{"type":"string"}}}}}}}}
            """;
}
