package dev.ephyra.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.ServerMessage.PeerAdded;
import dev.ephyra.wire.ServerMessage.RoomCreated;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OrderedLedgerTest {
    private static final byte[] CREATED = ServerMessage.newBuilder()
            .setRoomCreated(RoomCreated.newBuilder().setRoomId("a"))
            .build()
            .toByteArray();
    private static final byte[] ADDED = ServerMessage.newBuilder()
            .setPeerAdded(PeerAdded.newBuilder().setRoomId("a").setPeerId("p"))
            .build()
            .toByteArray();

    private final OrderedLedger ledger = new OrderedLedger("a");

    @BeforeEach
    void answersOfRest() {
        ledger.created();
        ledger.peerAdded("p");
    }

    private void tell(byte[] notification) {
        ledger.told(notification, 0, notification.length);
    }

    @Test
    void isEvenWhenAllWasToldInOrder() {
        tell(CREATED);
        assertThat(ledger.isEven()).isFalse();
        tell(ADDED);
        assertThat(ledger.isEven()).isTrue();
    }

    @Test
    void isNotEvenForAnotherOrder() {
        tell(ADDED);
        tell(CREATED);

        assertThat(ledger.isEven()).isFalse();
    }

    @Test
    void isNotEvenForWhatComesTwice() {
        tell(CREATED);
        tell(ADDED);
        tell(ADDED);

        assertThat(ledger.isEven()).isFalse();
    }
}
