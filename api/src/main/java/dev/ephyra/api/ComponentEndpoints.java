package dev.ephyra.api;

import dev.ephyra.room.ComponentId;
import dev.ephyra.room.ComponentRules;
import dev.ephyra.room.ComponentType;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.RoomSnapshot;
import dev.ephyra.room.RoomSnapshot.ComponentSnapshot;
import dev.ephyra.room.Rooms;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The routes of components, and of what they do. Stateless but for its collaborators. */
final class ComponentEndpoints {
    private final Rooms rooms;
    private final ApiSettings settings;
    private final IdSource ids;
    private final FileOptions files;

    ComponentEndpoints(Rooms rooms, ApiSettings settings, IdSource ids, ComponentFiles files) {
        this.rooms = rooms;
        this.settings = settings;
        this.ids = ids;
        this.files = new FileOptions(files);
    }

    /** What is wrong is said in Fishjam's order: the type, the room, whether it is used, the codec, the count, the options. */
    CompletionStage<ApiResponse> add(Call call) {
        Optional<JsonValue> given = call.body().member("type");
        if (given.isEmpty()) {
            return Call.now(Refusals.invalidStructure());
        }
        Optional<ComponentType> type = known(given.get());
        if (type.isEmpty()) {
            return Call.now(ApiResponse.error(400, "Invalid component type"));
        }
        RoomId room = new RoomId(call.parameter("room_id"));
        return call.then(
                rooms.show(room),
                found -> found.map(snapshot -> refusal(snapshot, type.get())
                                .<CompletionStage<ApiResponse>>map(Call::now)
                                .orElseGet(() -> add(call, room, type.get())))
                        .orElseGet(() -> Call.now(Refusals.noRoom(room.value()))));
    }

    private static Optional<ComponentType> known(JsonValue given) {
        return given instanceof JsonValue.Text(String name) ? ComponentType.ofApiName(name) : Optional.empty();
    }

    /** Asked of the room again when the component is added; here, so that its answer comes before that to bad options. */
    private Optional<ApiResponse> refusal(RoomSnapshot room, ComponentType type) {
        if (!settings.componentsUsed().contains(type)) {
            String disabled = "Components of type " + type.apiName() + " are disabled on this Fishjam";
            return Optional.of(ApiResponse.error(400, disabled));
        }
        List<ComponentType> present =
                room.components().stream().map(ComponentSnapshot::type).toList();
        return ComponentRules.refusal(room.config(), present, type)
                .map(answer -> Refusals.ofRoom(room.config().roomId().value()).orElse(answer, ApiResponse.noContent()));
    }

    private CompletionStage<ApiResponse> add(Call call, RoomId room, ComponentType type) {
        JsonValue options = call.body().member("options").orElse(JsonValue.Members.NONE);
        if (!(options instanceof JsonValue.Members members)) {
            return Call.now(Refusals.invalidStructure());
        }
        return read(type, members)
                .thenComposeAsync(
                        read -> switch (read) {
                            case ReadOptions.Refused(ApiResponse response) -> Call.now(response);
                            case ReadOptions.Read good -> add(call, room, type, good);
                        },
                        call.resume());
    }

    private CompletionStage<ReadOptions> read(ComponentType type, JsonValue.Members options) {
        return switch (type) {
            case FILE -> files.read(options);
            case RTSP -> CompletableFuture.completedFuture(RtspOptionsReader.read(options));
            // Nothing runs behind these yet, so no server uses them.
            case HLS, SIP, RECORDING -> throw new IllegalStateException("not to be used: " + type);
        };
    }

    /** It has no tracks yet, so it is shown without asking for it. */
    private CompletionStage<ApiResponse> add(Call call, RoomId room, ComponentType type, ReadOptions.Read read) {
        ComponentId id = ids.component();
        RoomCommand.Request command =
                new RoomCommand.AddComponent(id, type, read.propertiesJson(), read.manualSubscribe(), read.options());
        JsonText shown = new JsonText().object().name("data");
        RoomJson.component(new ComponentSnapshot(id, type, read.propertiesJson(), List.of()), shown);
        ApiResponse added = ApiResponse.json(201, shown.end().toString());
        return call.answer(
                rooms.submit(room, command),
                answer -> Refusals.ofRoom(room.value()).orElse(answer, added));
    }

    CompletionStage<ApiResponse> delete(Call call) {
        String room = call.parameter("room_id");
        String component = call.parameter("id");
        return call.answer(
                rooms.submit(new RoomId(room), new RoomCommand.DeleteComponent(new ComponentId(component))),
                answer -> Refusals.of(room, component).orElse(answer, ApiResponse.noContent()));
    }

    CompletionStage<ApiResponse> subscribe(Call call) {
        Optional<List<String>> origins = call.body().member("origins").flatMap(ComponentEndpoints::origins);
        if (origins.isEmpty()) {
            return Call.now(Refusals.invalidStructure());
        }
        ComponentId component = new ComponentId(call.parameter("component_id"));
        return submit(
                call,
                new RoomCommand.SubscribeComponent(component, origins.get()),
                "",
                ApiResponse.unlabelledText(201, "Successfully subscribed for tracks"));
    }

    /** Ids of whatever exists or not, but texts, and not too many. */
    private static Optional<List<String>> origins(JsonValue value) {
        if (!(value instanceof JsonValue.Items(List<JsonValue> items)) || items.size() > ApiLimits.MAX_ORIGINS) {
            return Optional.empty();
        }
        List<String> origins = new ArrayList<>(items.size());
        for (JsonValue item : items) {
            if (!(item instanceof JsonValue.Text(String id)) || id.length() > ApiLimits.MAX_ORIGIN_CHARS) {
                return Optional.empty();
            }
            origins.add(id);
        }
        return Optional.of(List.copyOf(origins));
    }

    CompletionStage<ApiResponse> dial(Call call) {
        Optional<JsonValue> given = call.body().member("phoneNumber");
        if (given.isEmpty()
                || !(given.get() instanceof JsonValue.Text(String number))
                || number.length() > ApiLimits.MAX_PHONE_NUMBER_CHARS) {
            return Call.now(Refusals.invalidStructure());
        }
        ComponentId component = new ComponentId(call.parameter("component_id"));
        return submit(
                call,
                new RoomCommand.DialPhone(component, number),
                "a SIP component",
                ApiResponse.unlabelledText(201, "Successfully schedule calling phone_number: " + number));
    }

    CompletionStage<ApiResponse> endCall(Call call) {
        ComponentId component = new ComponentId(call.parameter("component_id"));
        return submit(call, new RoomCommand.EndCall(component), "SIP component", ApiResponse.noContent());
    }

    /** Commands to a component of the request's path; that it is missing is a fault of the request here, not a 404. */
    private CompletionStage<ApiResponse> submit(
            Call call, RoomCommand.Request command, String notSip, ApiResponse accepted) {
        String room = call.parameter("room_id");
        Refusals refusals = new Refusals(room, call.parameter("component_id"), 400, notSip);
        return call.answer(rooms.submit(new RoomId(room), command), answer -> refusals.orElse(answer, accepted));
    }
}
