package dev.ephyra.room;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Decides about components. Pure functions, called by {@link RoomDecider} only. */
final class ComponentDecisions {
    private ComponentDecisions() {}

    static Decision add(RoomState state, RoomConfig config, RoomCommand.AddComponent command) {
        Invariant.check(state.component(command.component()).isEmpty(), "a component's id is minted once");
        ComponentType type = command.type();
        List<ComponentType> present =
                state.components().values().stream().map(ComponentState::type).toList();
        Optional<RoomAnswer> refusal = ComponentRules.refusal(config, present, type);
        if (refusal.isPresent()) {
            return Decision.refused(refusal.get());
        }
        if (RoomLimits.exceedsText(state, command.propertiesJson().length())) {
            return Decision.refused(RoomLimits.textReached());
        }
        return Decision.accepted(new RoomEvent.ComponentAdded(
                command.component(), type, command.propertiesJson(), command.manualSubscribe()));
    }

    static Decision delete(RoomState state, RoomCommand.DeleteComponent command) {
        return remove(state, command.component(), EndReason.KICKED);
    }

    static Decision finish(RoomState state, RoomCommand.FinishComponent command) {
        return remove(state, command.component(), EndReason.FINISHED);
    }

    private static Decision remove(RoomState state, ComponentId id, EndReason reason) {
        return end(state, id, new RoomEvent.ComponentRemoved(id, reason));
    }

    static Decision crash(RoomState state, RoomCommand.CrashComponent command) {
        String detail = RoomLimits.cutDetail(command.detail());
        return end(
                state,
                command.component(),
                new RoomEvent.ComponentCrashed(command.component(), command.cause(), detail));
    }

    /** The tracks first; the last event says how the component ended. */
    private static Decision end(RoomState state, ComponentId id, RoomEvent last) {
        return state.component(id)
                .map(component -> {
                    List<RoomEvent> events = new ArrayList<>(Endings.ofTracks(component));
                    events.add(last);
                    return Decision.accepted(events);
                })
                .orElseGet(ComponentDecisions::noComponent);
    }

    static Decision subscribe(RoomState state, RoomCommand.SubscribeComponent command) {
        return state.component(command.component())
                .map(component -> subscribe(state, component, command.origins()))
                .orElseGet(ComponentDecisions::noComponent);
    }

    private static Decision subscribe(RoomState state, ComponentState component, List<String> origins) {
        if (!ComponentRules.isSubscribable(component.type())) {
            return Decision.refused(new RoomAnswer.NotSubscribable());
        }
        if (!component.manualSubscribe()) {
            return Decision.refused(new RoomAnswer.SubscribeModeAuto());
        }
        // Origins may not exist yet, so they are not looked up; those known already are no news.
        SortedSet<String> added = new TreeSet<>(origins);
        added.removeAll(component.origins());
        if (added.isEmpty()) {
            return Decision.unchanged();
        }
        if (component.origins().size() + added.size() > RoomLimits.MAX_ORIGINS) {
            return Decision.refused(new RoomAnswer.LimitReached("origins", RoomLimits.MAX_ORIGINS));
        }
        if (RoomLimits.exceedsText(state, RoomLimits.textChars(added))) {
            return Decision.refused(RoomLimits.textReached());
        }
        return Decision.accepted(new RoomEvent.ComponentSubscribed(component.id(), List.copyOf(added)));
    }

    static Decision dial(RoomState state, RoomCommand.DialPhone command) {
        return onSip(state, command.component(), new RoomEvent.PhoneDialed(command.component(), command.phoneNumber()));
    }

    static Decision endCall(RoomState state, RoomCommand.EndCall command) {
        return onSip(state, command.component(), new RoomEvent.CallEnded(command.component()));
    }

    /** Whether a call is going on is the component's to know. */
    private static Decision onSip(RoomState state, ComponentId id, RoomEvent event) {
        return state.component(id)
                .map(component -> component.type() == ComponentType.SIP
                        ? Decision.accepted(event)
                        : Decision.refused(new RoomAnswer.NotSipComponent()))
                .orElseGet(ComponentDecisions::noComponent);
    }

    private static Decision noComponent() {
        return Decision.refused(new RoomAnswer.ComponentNotFound());
    }
}
