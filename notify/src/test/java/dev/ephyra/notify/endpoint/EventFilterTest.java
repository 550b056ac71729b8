package dev.ephyra.notify.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.notify.record.EventContext;
import dev.ephyra.notify.record.EventFacts;
import dev.ephyra.notify.record.EventType;
import dev.ephyra.notify.record.ServerEvent;
import dev.ephyra.room.Metadata;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

final class EventFilterTest {
    private static final Metadata RED = new Metadata("{\"team\":\"red\",\"size\":3,\"tags\":[1,2]}");

    @Property
    void withoutConditionsWantsAllOfRoomsAndNothingOfTheServer(@ForAll EventType type) {
        assertThat(EventFilter.ALL.wants(type)).isEqualTo(!type.isOfServer());
    }

    @Property
    void wantsWhatIsIncludedUnlessItIsExcluded(
            @ForAll Set<EventType> include, @ForAll Set<EventType> exclude, @ForAll EventType type) {
        EventFilter filter = new EventFilter(include, exclude, "", Map.of());

        boolean included = include.isEmpty() ? !type.isOfServer() : include.contains(type);
        assertThat(filter.wants(type)).isEqualTo(included && !exclude.contains(type));
        assertThat(filter.wants("any", facts(type, Metadata.NONE))).isEqualTo(filter.wants(type));
    }

    @Property
    void aPrefixIsOfTheRoomsIdAndNotOfTheServer(@ForAll EventType type) {
        EventFilter filter = new EventFilter(Set.of(type), Set.of(), "team-", Map.of());

        assertThat(filter.wants("team-1", facts(type, Metadata.NONE))).isTrue();
        assertThat(filter.wants("tea", facts(type, Metadata.NONE))).isEqualTo(type.isOfServer());
        assertThat(filter.wants(ServerEvent.ROOM, facts(type, Metadata.NONE))).isEqualTo(type.isOfServer());
    }

    @Example
    void membersOfTheMetadataMustBeThereAndEqual() {
        assertThat(wanting("team", "\"red\"").wantsRoom("r", RED)).isTrue();
        assertThat(wanting("team", "\"blue\"").wantsRoom("r", RED)).isFalse();
        assertThat(wanting("size", "3").wantsRoom("r", RED)).isTrue();
        assertThat(wanting("size", "\"3\"").wantsRoom("r", RED)).isFalse();
        assertThat(wanting("tags", "[1,2]").wantsRoom("r", RED)).isTrue();
        assertThat(wanting("tags", "[2,1]").wantsRoom("r", RED)).isFalse();
        assertThat(wanting("other", "null").wantsRoom("r", RED)).isFalse();
        assertThat(wanting("other", "null").wantsRoom("r", new Metadata("{\"other\":null}")))
                .isTrue();
    }

    @Example
    void allMembersMustBeThere() {
        EventFilter filter = new EventFilter(Set.of(), Set.of(), "", Map.of("team", "\"red\"", "size", "4"));

        assertThat(filter.wantsRoom("r", RED)).isFalse();
        assertThat(filter.wantsRoom("r", new Metadata("{\"size\":4,\"team\":\"red\"}")))
                .isTrue();
    }

    @Example
    void aRoomWithoutMetadataHasNoMembers() {
        assertThat(wanting("team", "\"red\"").wantsRoom("r", Metadata.NONE)).isFalse();
        assertThat(wanting("team", "\"red\"").wantsRoom("r", new Metadata("[1]")))
                .isFalse();
        assertThat(wanting("team", "\"red\"").wantsRoom("r", new Metadata("no json")))
                .isFalse();
        assertThat(wanting("team", "\"red\"").wantsRoom("r", new Metadata(""))).isFalse();
    }

    @Example
    void theMetadataBesideTheEventDecides() {
        EventFilter filter = wanting("team", "\"red\"");

        assertThat(filter.wants("r", facts(EventType.ROOM_CRASHED, RED))).isTrue();
        assertThat(filter.wants("r", facts(EventType.ROOM_CRASHED, Metadata.NONE)))
                .isFalse();
    }

    private static EventFilter wanting(String member, String json) {
        return new EventFilter(Set.of(), Set.of(), "", Map.of(member, json));
    }

    private static EventFacts facts(EventType type, Metadata roomMetadata) {
        EventContext context = new EventContext(roomMetadata, Metadata.NONE, 0, 0, 0, 0, false);
        return new EventFacts(type, "", "", context, "");
    }
}
