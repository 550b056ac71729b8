package dev.ephyra.webrtc.turn;

import static dev.ephyra.webrtc.turn.TurnClient.errorCode;
import static dev.ephyra.webrtc.turn.TurnFixture.OWN;
import static dev.ephyra.webrtc.turn.TurnFixture.SECOND;
import static dev.ephyra.webrtc.turn.TurnFixture.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.webrtc.stun.StunAttribute;
import dev.ephyra.webrtc.stun.StunClass;
import dev.ephyra.webrtc.stun.StunMessage;
import dev.ephyra.webrtc.stun.StunMethod;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TurnServerTest {
    private final TurnFixture fixture = new TurnFixture();
    private final TurnServer server = fixture.server;

    @Test
    void answersABindingRequestWithTheClientsAddress() {
        TurnClient client = fixture.client("p", FiveTuple.Transport.UDP);

        StunMessage response =
                client.response(client.send(client.unsigned(StunMethod.BINDING).toBytes()));

        assertThat(response.messageClass()).isEqualTo(StunClass.SUCCESS);
        assertThat(response.address(StunAttribute.XOR_MAPPED_ADDRESS)).hasValue(client.tuple.client());
    }

    @Test
    void allocatesForWhoeverKnowsThePassword() {
        TurnClient client = fixture.client("p");

        StunMessage response = client.allocate();

        assertThat(errorCode(response)).isZero();
        assertThat(response.isAuthentic(client.key())).isTrue();
        assertThat(response.address(StunAttribute.XOR_RELAYED_ADDRESS))
                .hasValue(new InetSocketAddress("192.0.2.1", 50_000));
        assertThat(response.address(StunAttribute.XOR_MAPPED_ADDRESS)).hasValue(client.tuple.client());
        assertThat(response.number(StunAttribute.LIFETIME)).hasValue(600);
    }

    @Test
    void answersTheSameRequestAgainAndRefusesASecondOne() {
        TurnClient client = fixture.client("p");
        byte[] request =
                client.signed(StunMethod.ALLOCATE, r -> r.number(StunAttribute.REQUESTED_TRANSPORT, TurnClient.UDP));
        byte[] first = toClient(client.send(request));
        client.refresh(1200);

        assertThat(toClient(client.send(request))).isEqualTo(first);
        assertThat(errorCode(client.allocate())).isEqualTo(437);
    }

    @Test
    void refusesWhatItCannotAllocate() {
        TurnClient client = fixture.client("p");

        assertThat(errorCode(client.request(StunMethod.ALLOCATE, r -> r))).isEqualTo(400);
        assertThat(errorCode(
                        client.request(StunMethod.ALLOCATE, r -> r.number(StunAttribute.REQUESTED_TRANSPORT, 6 << 24))))
                .isEqualTo(442);
        assertThat(errorCode(client.request(
                        StunMethod.ALLOCATE,
                        r -> r.number(StunAttribute.REQUESTED_TRANSPORT, TurnClient.UDP)
                                .number(StunAttribute.REQUESTED_ADDRESS_FAMILY, 2 << 24))))
                .isEqualTo(440);
        byte[] dontFragment = client.signed(
                StunMethod.ALLOCATE,
                r -> r.number(StunAttribute.REQUESTED_TRANSPORT, TurnClient.UDP).flag(StunAttribute.DONT_FRAGMENT));
        assertThat(toClient(client.send(dontFragment)))
                .containsSequence(0, 0, 4, 20)
                .containsSequence(0, 0x0A, 0, 2, 0, 0x1A);
        fixture.gone.add("p");
        assertThat(errorCode(client.allocate())).isEqualTo(403);
        fixture.gone.clear();
        assertThat(errorCode(client.allocate())).isZero();
    }

    @Test
    void keepsToItsQuotas() {
        for (int i = 0; i < Allocations.MAX_PER_PEER; i++) {
            assertThat(errorCode(fixture.client("greedy").allocate())).isZero();
        }
        assertThat(errorCode(fixture.client("greedy").allocate())).isEqualTo(486);
        assertThat(errorCode(fixture.client("modest").allocate())).isZero();

        TurnFixture small = new TurnFixture(1, Set.of(OWN));
        TurnClient first = small.client("a");
        assertThat(errorCode(first.allocate())).isZero();
        assertThat(errorCode(small.client("b").allocate())).isEqualTo(508);
        first.refresh(0);
        assertThat(errorCode(small.client("b").allocate())).isZero();
    }

    @Test
    void givesNoPortTwice() {
        TurnFixture used = new TurnFixture();
        TurnServer stuck = new TurnServer(used.config(), () -> 50_000, peerId -> true, START);
        TurnClient first =
                new TurnClient(stuck, used.client("a").tuple, TurnCredentials.of(TurnFixture.SECRET, "a", 1));
        TurnClient second =
                new TurnClient(stuck, used.client("b").tuple, TurnCredentials.of(TurnFixture.SECRET, "b", 1));
        first.now = START;
        second.now = START;

        assertThat(errorCode(first.greeted().allocate())).isZero();
        assertThat(errorCode(second.greeted().allocate())).isEqualTo(508);
    }

    @Test
    void grantsALifetimeBetweenTenMinutesAndAnHour() {
        TurnClient client = fixture.client("p");
        client.allocate();

        assertThat(client.refresh(1).number(StunAttribute.LIFETIME)).hasValue(600);
        assertThat(client.refresh(1000).number(StunAttribute.LIFETIME)).hasValue(1000);
        assertThat(client.refresh(-1).number(StunAttribute.LIFETIME)).hasValue(3600);
    }

    @Test
    void endsAnAllocationThatIsGivenBack() {
        TurnClient client = fixture.client("p");
        client.allocate();

        List<TurnOutput> outputs =
                client.send(client.signed(StunMethod.REFRESH, r -> r.number(StunAttribute.LIFETIME, 0)));

        assertThat(client.response(outputs).number(StunAttribute.LIFETIME)).hasValue(0);
        assertThat(endings(outputs)).containsExactly(TurnOutput.Ended.Reason.RELEASED);
        assertThat(errorCode(client.refresh(0))).isEqualTo(437);
        assertThat(errorCode(client.allocate())).isZero();
    }

    @Test
    void endsAnAllocationThatIsNotRefreshed() {
        TurnClient client = fixture.client("p");
        client.allocate();
        assertThat(server.nextDeadlineNanos()).isPresent();

        server.onTime(START + 600 * SECOND - 1);
        assertThat(server.drain()).isEmpty();
        server.onTime(START + 601 * SECOND);
        assertThat(endings(server.drain())).containsExactly(TurnOutput.Ended.Reason.EXPIRED);
        assertThat(server.nextDeadlineNanos()).isEmpty();
    }

    @Test
    void endsAnAllocationWhoseTimeIsOverBeforeItIsUsed() {
        TurnClient client = fixture.client("p");
        client.allocate();
        client.permit(OWN);
        client.now = START + 600 * SECOND;

        assertThat(endings(client.send(client.indication(OWN, new byte[4]))))
                .containsExactly(TurnOutput.Ended.Reason.EXPIRED);
        assertThat(server.dropped(TurnDrop.NO_ALLOCATION)).isEqualTo(1);
    }

    @Test
    void endsWithTheConnectionAndWithThePeer() {
        TurnClient client = fixture.client("p");
        TurnClient other = fixture.client("p");
        TurnClient stranger = fixture.client("q");
        client.allocate();
        other.allocate();
        stranger.allocate();

        server.closed(client.tuple);
        server.closed(client.tuple);
        assertThat(endings(server.drain())).containsExactly(TurnOutput.Ended.Reason.DISCONNECTED);
        assertThat(server.serves(client.tuple)).isFalse();
        fixture.gone.add("p");
        server.onTime(START + SECOND);
        assertThat(endings(server.drain())).containsExactly(TurnOutput.Ended.Reason.REVOKED);
        assertThat(errorCode(other.allocate())).isEqualTo(403);
        assertThat(server.serves(stranger.tuple)).isTrue();
        assertThat(errorCode(stranger.refresh(600))).isZero();
    }

    @Test
    void servesAnAllocationOnlyToWhoMadeIt() {
        TurnClient client = fixture.client("p");
        client.allocate();
        TurnClient thief =
                new TurnClient(server, client.tuple, TurnCredentials.of(TurnFixture.SECRET, "thief", 1_700_000_000));
        thief.now = START;

        assertThat(errorCode(thief.greeted().refresh(0))).isEqualTo(441);
        assertThat(errorCode(thief.permit(OWN))).isEqualTo(441);
        assertThat(errorCode(client.refresh(600))).isZero();
    }

    @Test
    void wantsAnAllocationFirst() {
        TurnClient client = fixture.client("p");

        assertThat(errorCode(client.refresh(600))).isEqualTo(437);
        assertThat(errorCode(client.permit(OWN))).isEqualTo(437);
        assertThat(errorCode(client.bind(0x4000, OWN))).isEqualTo(437);
    }

    @Test
    void dropsWhatIsNotForAServer() {
        TurnClient client = fixture.client("p");

        assertThat(client.send(new byte[] {9, 9})).isEmpty();
        assertThat(client.send(client.unsigned(StunMethod.SEND).toBytes())).isEmpty();
        assertThat(client.send(client.unsigned(StunMethod.DATA).toBytes())).isEmpty();
        assertThat(server.dropped(TurnDrop.MALFORMED)).isEqualTo(1);
        assertThat(server.dropped(TurnDrop.NOT_FOR_A_SERVER)).isEqualTo(2);
    }

    private static byte[] toClient(List<TurnOutput> outputs) {
        assertThat(outputs).hasSize(1);
        return ((TurnOutput.ToClient) outputs.getFirst()).bytes();
    }

    static List<TurnOutput.Ended.Reason> endings(List<TurnOutput> outputs) {
        return outputs.stream()
                .filter(TurnOutput.Ended.class::isInstance)
                .map(output -> ((TurnOutput.Ended) output).reason())
                .toList();
    }
}
