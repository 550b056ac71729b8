package dev.ephyra.media;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.webrtc.turn.FiveTuple;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TurnAdmissionTest {
    private static final InetSocketAddress HERE = new InetSocketAddress("192.0.2.1", 3478);
    private final TurnAdmission admission = new TurnAdmission();
    private long nowNanos;

    private static FiveTuple client(int number, int perAddress) {
        int host = number / perAddress;
        return new FiveTuple(
                FiveTuple.Transport.TCP,
                new InetSocketAddress("10.0." + host / 250 + "." + (host % 250 + 1), 1_024 + number % perAddress),
                HERE);
    }

    private boolean enter(FiveTuple client) {
        InetAddress address = client.client().getAddress();
        if (!admission.hasRoomFor(address)) {
            return false;
        }
        admission.outstayed().ifPresent(admission::left);
        admission.entered(client, nowNanos);
        return true;
    }

    @Test
    void oneAddressHasSoManyConnectionsAndNoMore() {
        for (int i = 0; i < TurnAdmission.MAX_CONNECTIONS_OF_ADDRESS; i++) {
            assertThat(enter(client(i, 1_000))).isTrue();
        }
        assertThat(enter(client(999, 1_000))).isFalse();
        assertThat(enter(client(1_000, 1_000))).as("of another address").isTrue();

        admission.left(client(0, 1_000));
        assertThat(enter(client(999, 1_000))).isTrue();
    }

    @Test
    void aNewcomerTakesThePlaceOfTheFirstStrangerAndOfNobodyWithAPassword() {
        for (int i = 0; i < TurnAdmission.MAX_CONNECTIONS; i++) {
            assertThat(enter(client(i, 16))).isTrue();
        }
        admission.authenticated(client(0, 16));

        assertThat(admission.outstayed()).hasValue(client(1, 16));
        assertThat(enter(client(9_000, 16))).isTrue();
        assertThat(admission.connections()).isEqualTo(TurnAdmission.MAX_CONNECTIONS);
        for (int i = 2; i < TurnAdmission.MAX_CONNECTIONS; i++) {
            admission.authenticated(client(i, 16));
        }
        admission.authenticated(client(9_000, 16));
        assertThat(enter(client(9_016, 16))).as("all have shown a password").isFalse();
    }

    @Test
    void aStrangerHasTenSecondsAndAsManyAgainAfterItsAllocation() {
        enter(client(0, 16));
        enter(client(1, 16));
        admission.authenticated(client(0, 16));
        nowNanos += TurnAdmission.DEADLINE_NANOS - 1;
        assertThat(admission.overdue(nowNanos)).isEmpty();
        admission.estranged(client(0, 16), nowNanos);

        assertThat(admission.overdue(nowNanos + 1)).containsExactly(client(1, 16));
        admission.left(client(1, 16));
        assertThat(admission.overdue(nowNanos + TurnAdmission.DEADLINE_NANOS)).containsExactly(client(0, 16));
    }

    @Property(tries = 100)
    void whoeverCameAndWentLeavesNoTrace(@ForAll List<@IntRange(max = 40) Integer> clients) {
        TurnAdmission counted = new TurnAdmission();
        List<FiveTuple> in = new ArrayList<>();
        for (int number : clients) {
            FiveTuple client = client(number, 8);
            if (in.remove(client)) {
                counted.left(client);
            } else {
                counted.entered(client, 0);
                in.add(client);
            }
            if (number % 3 == 0 && in.contains(client)) {
                counted.authenticated(client);
            }
            assertThat(counted.connections()).isEqualTo(in.size());
        }
        in.forEach(counted::left);

        assertThat(counted.connections()).isZero();
        assertThat(counted.overdue(Long.MAX_VALUE / 2)).isEmpty();
    }
}
