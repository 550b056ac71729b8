package dev.ephyra.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.room.PeerId;
import dev.ephyra.room.RoomId;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class PeerTokensTest {
    private static final long DAY_MILLIS = 24 * 3_600 * 1_000L;

    private final PeerTokens tokens = new PeerTokens("key base");
    private final CountingIds ids = new CountingIds();

    private String issue(long nowMillis) {
        return tokens.issue(new RoomId("room"), new PeerId("peer"), nowMillis, ids.nonce());
    }

    @Property(tries = 200)
    void yieldsBackRoomAndPeerForADay(
            @ForAll @AlphaChars @NotEmpty @StringLength(max = 128) String room,
            @ForAll @AlphaChars @NotEmpty @StringLength(max = 36) String peer,
            @ForAll @LongRange(min = 0, max = DAY_MILLIS - 1) long ageMillis) {
        String token = tokens.issue(new RoomId(room), new PeerId(peer), 1_000_000, ids.nonce());

        assertThat(tokens.verify(token, 1_000_000 + ageMillis))
                .isEqualTo(new PeerTokens.Check.Valid(new RoomId(room), new PeerId(peer)));
    }

    @Property(tries = 500)
    void refusesTokenWithAnyChangedCharacter(@ForAll @IntRange(max = 300) int at, @ForAll char changed) {
        String token = issue(0);
        int index = at % token.length();
        if (token.charAt(index) != changed) {
            String forged = token.substring(0, index) + changed + token.substring(index + 1);

            assertThat(tokens.verify(forged, 0)).isEqualTo(new PeerTokens.Check.Invalid());
        }
    }

    @Property(tries = 500)
    void refusesAnyTextThatIsNoToken(@ForAll @NotEmpty String text) {
        assertThat(tokens.verify(text, 0)).isEqualTo(new PeerTokens.Check.Invalid());
    }

    @Test
    void refusesTokenCutAtAnyLength() {
        String token = issue(0);
        for (int length = 1; length < token.length(); length++) {
            assertThat(tokens.verify(token.substring(0, length), 0)).isEqualTo(new PeerTokens.Check.Invalid());
        }
    }

    @Test
    void expiresAfterADay() {
        String token = issue(5);

        assertThat(tokens.verify(token, 5 + DAY_MILLIS - 1)).isInstanceOf(PeerTokens.Check.Valid.class);
        assertThat(tokens.verify(token, 5 + DAY_MILLIS)).isEqualTo(new PeerTokens.Check.Expired());
    }

    @Test
    void issuesDifferentTokensInOneMillisecond() {
        assertThat(issue(0)).isNotEqualTo(issue(0));
    }

    @Test
    void refusesTokensOfAnotherKey() {
        assertThat(new PeerTokens("key basf").verify(issue(0), 0)).isEqualTo(new PeerTokens.Check.Invalid());
    }

    @Test
    void tellsMissingTokensApart() {
        assertThat(tokens.verify(null, 0)).isEqualTo(new PeerTokens.Check.Missing());
        assertThat(tokens.verify("", 0)).isEqualTo(new PeerTokens.Check.Missing());
    }

    @Test
    void refusesTextsBeyondTheLimit() {
        assertThat(tokens.verify("a".repeat(2_000) + ".b", 0)).isEqualTo(new PeerTokens.Check.Invalid());
    }
}
