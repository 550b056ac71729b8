package dev.ephyra.webrtc.turn;

import static dev.ephyra.webrtc.turn.TurnClient.errorCode;
import static dev.ephyra.webrtc.turn.TurnFixture.SECOND;
import static dev.ephyra.webrtc.turn.TurnFixture.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.webrtc.stun.StunAttribute;
import dev.ephyra.webrtc.stun.StunMessage;
import dev.ephyra.webrtc.stun.StunMethod;
import dev.ephyra.webrtc.stun.StunWriter;
import dev.ephyra.webrtc.turn.FiveTuple.Transport;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TurnAuthenticationTest {
    /** Of a 401 with a realm of 6 characters: what a stranger can make us send. */
    private static final int REFUSAL_BYTES = 84;

    private final TurnFixture fixture = new TurnFixture();

    @Test
    void makesPasswordsAsTurnRestDoes() {
        TurnCredentials credentials = TurnCredentials.of(TurnFixture.SECRET, "peer-1", 1_700_000_000);

        assertThat(credentials.username()).isEqualTo("1700000000:peer-1");
        assertThat(credentials.password()).isEqualTo("izFBtBN0tC8mfzbn9GsbjcqtfUw=");
        assertThat(credentials.toString()).doesNotContain(credentials.password());
        assertThat(TurnCredentials.peerIdOf("1700000000:a:b")).hasValue("a:b");
        assertThat(List.of("", "peer", "x:peer", "1:", ":p", "1".repeat(21) + ":p", "1:" + "p".repeat(255)))
                .allSatisfy(name -> assertThat(TurnCredentials.peerIdOf(name)).isEmpty());
        assertThatThrownBy(() -> TurnCredentials.of(TurnFixture.SECRET, "", 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tellsAStrangerRealmAndNonceAndNoMore() {
        TurnClient client = fixture.client("p", Transport.UDP);
        List<TurnOutput> outputs =
                client.send(client.unsigned(StunMethod.ALLOCATE).toBytes());
        StunMessage response = client.response(outputs);

        assertThat(errorCode(response)).isEqualTo(401);
        assertThat(response.text(StunAttribute.REALM)).hasValue("ephyra");
        assertThat(response.text(StunAttribute.NONCE).orElseThrow()).hasSize(24);
        assertThat(response.length()).isEqualTo(REFUSAL_BYTES);
    }

    @Test
    void refusesAWrongPasswordAndAForeignName() {
        TurnClient wrong = fixture.client(new TurnCredentials("1:p", "guess"), Transport.UDP);
        TurnClient nameless = fixture.client(new TurnCredentials("admin", "admin"), Transport.UDP);

        assertThat(errorCode(wrong.greeted().allocate())).isEqualTo(401);
        assertThat(errorCode(nameless.greeted().allocate())).isEqualTo(401);
    }

    @Test
    void wantsNameRealmAndNonceBesideTheIntegrity() {
        TurnClient client = fixture.client("p");
        byte[] request =
                client.unsigned(StunMethod.ALLOCATE).integrity(client.key()).toBytes();

        assertThat(errorCode(client.response(client.send(request)))).isEqualTo(400);
    }

    @Test
    void allocatesNothingForARequestWithAFlippedBit() {
        TurnClient client = fixture.client("p");
        byte[] request =
                client.signed(StunMethod.ALLOCATE, r -> r.number(StunAttribute.REQUESTED_TRANSPORT, TurnClient.UDP));
        // The last 8 bytes are the fingerprint, which the integrity does not cover.
        for (int bit = 0; bit < (request.length - 8) * 8; bit++) {
            byte[] flipped = request.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            client.send(flipped);
            client.send(unfingerprinted(flipped));
        }
        assertThat(fixture.server.nextDeadlineNanos()).isEmpty();

        client.send(request);
        assertThat(fixture.server.nextDeadlineNanos()).isPresent();
    }

    /** Without its last attribute, so that not the checksum alone protects it. */
    private static byte[] unfingerprinted(byte[] request) {
        byte[] bytes = Arrays.copyOf(request, request.length - 8);
        bytes[3] = (byte) (bytes[3] - 8);
        return bytes;
    }

    @Test
    void renewsANonceAfterTenMinutes() {
        TurnClient client = fixture.client("p");
        client.allocate();
        client.now = START + 599 * SECOND;
        assertThat(errorCode(client.refresh(3600))).isZero();
        client.now = START + 600 * SECOND;
        StunMessage stale = client.refresh(3600);

        assertThat(errorCode(stale)).isEqualTo(438);
        client.learn(stale);
        assertThat(errorCode(client.refresh(3600))).isZero();
    }

    @Test
    void takesANonceOnlyFromWhoGotIt() {
        TurnClient client = fixture.client("p");
        TurnClient other = fixture.client("p", Transport.UDP);
        StunMessage refusal =
                client.response(client.send(client.unsigned(StunMethod.ALLOCATE).toBytes()));
        other.learn(refusal);

        assertThat(errorCode(other.allocate())).isEqualTo(438);
    }

    @Test
    void takesNoNonceThatItDidNotMake() {
        NonceMint mint = new NonceMint(new byte[32], START);
        FiveTuple tuple = fixture.client("p").tuple;
        String nonce = mint.mint(tuple, START + 5 * SECOND);

        assertThat(mint.isFresh(nonce, tuple, START + 5 * SECOND)).isTrue();
        assertThat(mint.isFresh(nonce, tuple, START)).as("from the future").isFalse();
        for (int i = 0; i < nonce.length(); i++) {
            String changed = nonce.substring(0, i) + (nonce.charAt(i) == '0' ? '1' : '0') + nonce.substring(i + 1);
            assertThat(mint.isFresh(changed, tuple, START + 5 * SECOND))
                    .as("changed at %d", i)
                    .isFalse();
            assertThat(mint.isFresh(nonce.substring(0, i), tuple, START)).isFalse();
        }
        assertThat(mint.isFresh("g".repeat(24), tuple, START)).isFalse();
    }

    @Property(tries = 300)
    void noStrangerGetsMoreThanARefusal(
            @ForAll StunMethod method, @ForAll StunAttribute attribute, @ForAll byte[] value, @ForAll boolean signs) {
        TurnFixture fresh = new TurnFixture();
        TurnClient client = fresh.client(new TurnCredentials("1:p", "guess"), Transport.UDP);
        StunWriter request = client.unsigned(method).bytes(attribute, value, 0, value.length);
        byte[] bytes = signs
                ? request.text(StunAttribute.USERNAME, "1:p")
                        .integrity(client.key())
                        .toBytes()
                : request.toBytes();

        assertThat(client.send(bytes))
                .hasSizeLessThanOrEqualTo(1)
                .allSatisfy(output ->
                        assertThat(((TurnOutput.ToClient) output).bytes()).hasSizeLessThanOrEqualTo(REFUSAL_BYTES));
    }
}
