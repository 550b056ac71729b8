package dev.ephyra.api;

import dev.ephyra.room.ComponentId;
import dev.ephyra.room.ComponentType;
import dev.ephyra.room.RoomCommand;
import dev.ephyra.room.RoomId;
import dev.ephyra.room.Rooms;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The routes of components, and of what they do. No component's media exists yet, so every type is one that this
 * server has disabled; the checks behind that come with each type.
 */
final class ComponentEndpoints {
    private final Rooms rooms;

    ComponentEndpoints(Rooms rooms) {
        this.rooms = rooms;
    }

    CompletionStage<ApiResponse> add(Call call) {
        Optional<JsonValue> type = call.body().member("type");
        if (type.isEmpty()) {
            return Call.now(Refusals.invalidStructure());
        }
        if (!(type.get() instanceof JsonValue.Text(String name)) || !isKnown(name)) {
            return Call.now(ApiResponse.error(400, "Invalid component type"));
        }
        String room = call.parameter("room_id");
        String disabled = "Components of type " + name + " are disabled on this Fishjam";
        return call.answer(
                rooms.show(new RoomId(room)),
                found -> found.isPresent() ? ApiResponse.error(400, disabled) : Refusals.noRoom(room));
    }

    private static boolean isKnown(String name) {
        for (ComponentType type : ComponentType.values()) {
            if (type.name().toLowerCase(Locale.ROOT).equals(name)) {
                return true;
            }
        }
        return false;
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
