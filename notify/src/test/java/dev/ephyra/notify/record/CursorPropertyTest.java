package dev.ephyra.notify.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class CursorPropertyTest {
    @Provide
    Arbitrary<Cursor> cursors() {
        Arbitrary<UUID> logs =
                Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(UUID::new);
        Arbitrary<Long> offsets = Arbitraries.longs().greaterOrEqual(0);
        return Combinators.combine(logs, offsets).as(Cursor::of);
    }

    @Property
    void isReadBackFromItsText(@ForAll("cursors") Cursor cursor) {
        assertThat(Cursor.parse(cursor.text())).contains(cursor);
        assertThat(cursor.text()).hasSize(39).matches("[A-Za-z0-9_-]+");
    }

    @Property(tries = 100)
    void isNotReadFromAnyTruncationNorFromMore(@ForAll("cursors") Cursor cursor) {
        String text = cursor.text();

        for (int length = 0; length < text.length(); length++) {
            assertThat(Cursor.parse(text.substring(0, length)))
                    .as("cut to %s", length)
                    .isEmpty();
        }
        assertThat(Cursor.parse(text + "A")).isEmpty();
        assertThat(Cursor.parse(text + "=")).isEmpty();
        assertThat(Cursor.parse(" " + text)).isEmpty();
    }

    @Property
    void hasOneTextOnly(@ForAll String text) {
        assertThat(Cursor.parse(text).map(Cursor::text)).isIn(Optional.empty(), Optional.of(text));
    }

    /** What is not checked here a client could send for another cursor: one place must have one name. */
    @Property
    void hasOneTextOnlyWhateverTheBytes(@ForAll("cursors") Cursor cursor, @ForAll byte replaced) {
        byte[] bytes = Base64.getUrlDecoder().decode(cursor.text());
        bytes[Math.floorMod(replaced, bytes.length)] ^= replaced;
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);

        assertThat(Cursor.parse(text).map(Cursor::text)).isIn(Optional.empty(), Optional.of(text));
    }

    @Example
    void isOfTheOnlyPartitionOfThisFormatAndNotBeforeTheBeginning() {
        assertThat(Cursor.parse(new Cursor(1, new UUID(0, 0), 7).text())).isEmpty();
        assertThat(Cursor.parse(Cursor.of(new UUID(0, 0), -1).text())).isEmpty();
        byte[] bytes =
                Base64.getUrlDecoder().decode(Cursor.of(new UUID(0, 0), 7).text());
        bytes[0] = 2;
        assertThat(Cursor.parse(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)))
                .isEmpty();
        assertThat(Cursor.parse("")).isEmpty();
    }

    /** It is kept by receivers for days: what was once given out must stay readable. */
    @Example
    void keepsItsForm() {
        assertThat(Cursor.of(new UUID(1, 2), 3).text()).isEqualTo("AQAAAAAAAAAAAAAAAQAAAAAAAAACAAAAAAAAAAM");
    }
}
