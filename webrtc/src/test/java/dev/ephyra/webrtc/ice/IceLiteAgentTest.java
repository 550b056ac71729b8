package dev.ephyra.webrtc.ice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.webrtc.ice.IcePeer.Port;
import dev.ephyra.webrtc.stun.StunAttribute;
import dev.ephyra.webrtc.stun.StunClass;
import dev.ephyra.webrtc.stun.StunMessage;
import dev.ephyra.webrtc.stun.StunMethod;
import dev.ephyra.webrtc.stun.StunWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class IceLiteAgentTest {
    private static final long SECOND = 1_000_000_000L;
    /** A monotonic clock may wrap; this one does so in the tests. */
    private static final long START = Math.subtractExact(Long.MAX_VALUE, 5 * SECOND);

    private static final IceCredentials OLD = new IceCredentials("oldU", "oldpasswordoldpassword");
    private static final IceCredentials NEW = new IceCredentials("newU", "newpasswordnewpassword");
    private static final Path A = Port.of(1001);
    private static final Path B = Port.of(1002);

    private final IcePeer peer = new IcePeer(OLD, "theirs");
    private final IceLiteAgent agent = new IceLiteAgent(OLD, START);
    private long now = START;

    IceLiteAgentTest() {
        agent.setRemoteUfrag("theirs");
    }

    @Test
    void answersACheckWithWhereItCameFrom() {
        List<IceOutput> outputs = receive(peer.check(), A);

        assertThat(outputs).hasSize(2).last().isEqualTo(new IceOutput.PathVerified(A));
        StunMessage answer = answer(outputs, peer);
        assertThat(answer.messageClass()).isEqualTo(StunClass.SUCCESS);
        assertThat(answer.address(StunAttribute.XOR_MAPPED_ADDRESS)).hasValue(A.remote());
        assertThat(agent.isVerified(A)).isTrue();
        assertThat(agent.selected()).isEmpty();
    }

    @Test
    void takesTheLastNomination() {
        assertThat(receive(peer.nomination(), A)).contains(new IceOutput.PathSelected(A));
        assertThat(receive(peer.nomination(), A)).hasSize(1);
        assertThat(receive(peer.nomination(), B)).contains(new IceOutput.PathSelected(B));
        assertThat(receive(peer.check(), A)).hasSize(1);
        assertThat(agent.selected()).hasValue(B);
    }

    @Test
    void makesTheOtherSideTakeTheControllingRole() {
        List<IceOutput> outputs = receive(
                peer.signed(new StunWriter(StunClass.REQUEST, StunMethod.BINDING, IcePeer.ID)
                        .text(StunAttribute.USERNAME, "oldU:theirs")
                        .number(StunAttribute.ICE_CONTROLLED, 1L)),
                A);

        assertThat(outputs).hasSize(1);
        assertThat(answer(outputs, peer).messageClass()).isEqualTo(StunClass.ERROR);
        assertThat(((IceOutput.Send) outputs.getFirst()).datagram()).containsSequence(0, 0, 4, 87);
        assertThat(agent.isVerified(A)).isFalse();
    }

    @Test
    void saysWhatItDoesNotUnderstand() {
        List<IceOutput> outputs = receive(peer.signed(peer.request().flag(StunAttribute.DONT_FRAGMENT)), A);

        assertThat(outputs).hasSize(1);
        assertThat(((IceOutput.Send) outputs.getFirst()).datagram())
                .containsSequence(0, 0, 4, 20)
                .containsSequence(0, 0x0A, 0, 2, 0, 0x1A);
        assertThat(agent.isVerified(A)).isFalse();
    }

    @Test
    void isSilentToEverybodyElse() {
        IcePeer stranger = new IcePeer(new IceCredentials("strg", OLD.password()), "theirs");
        IcePeer liar = new IcePeer(new IceCredentials(OLD.ufrag(), NEW.password()), "theirs");
        IcePeer forked = new IcePeer(OLD, "other");

        assertThat(receive(new byte[] {1, 2, 3}, A)).isEmpty();
        assertThat(receive(stranger.check(), A)).isEmpty();
        assertThat(receive(forked.check(), A)).isEmpty();
        assertThat(receive(peer.signed(new StunWriter(StunClass.REQUEST, StunMethod.BINDING, IcePeer.ID)), A))
                .isEmpty();
        assertThat(receive(liar.check(), A)).isEmpty();
        assertThat(receive(peer.request().fingerprint().toBytes(), A)).isEmpty();
        assertThat(receive(peer.request().integrity(peer.key()).toBytes(), A)).isEmpty();
        assertThat(receive(new StunWriter(StunClass.INDICATION, StunMethod.BINDING, IcePeer.ID).toBytes(), A))
                .isEmpty();
        assertThat(receive(new StunWriter(StunClass.REQUEST, StunMethod.ALLOCATE, IcePeer.ID).toBytes(), A))
                .isEmpty();

        assertThat(agent.isVerified(A)).isFalse();
        assertThat(agent.dropped(IceDrop.MALFORMED)).isEqualTo(1);
        assertThat(agent.dropped(IceDrop.UNKNOWN_USERNAME)).isEqualTo(3);
        assertThat(agent.dropped(IceDrop.WRONG_INTEGRITY)).isEqualTo(1);
        assertThat(agent.dropped(IceDrop.MISSING_INTEGRITY)).isEqualTo(1);
        assertThat(agent.dropped(IceDrop.MISSING_FINGERPRINT)).isEqualTo(1);
        assertThat(agent.dropped(IceDrop.NOT_A_CHECK)).isEqualTo(2);
    }

    @Test
    void takesAnyUfragOfTheirsUntilItIsKnown() {
        IceLiteAgent early = new IceLiteAgent(OLD, START);
        byte[] check = new IcePeer(OLD, "whoever").check();

        early.receive(check, 0, check.length, A, START);

        assertThat(early.isVerified(A)).isTrue();
    }

    @Test
    void keepsTheOldCredentialsUntilThePeerNominatesWithTheNewOnes() {
        receive(peer.nomination(), A);
        agent.restart(NEW, now);
        agent.setRemoteUfrag("later");
        IcePeer restarted = new IcePeer(NEW, "later");

        assertThat(receive(peer.check(), A)).hasSize(1);
        assertThat(receive(restarted.check(), B)).contains(new IceOutput.PathVerified(B));
        assertThat(receive(peer.nomination(), A)).hasSize(1);
        assertThat(agent.selected()).hasValue(A);
        assertThat(receive(restarted.nomination(), B)).contains(new IceOutput.PathSelected(B));
        assertThat(receive(peer.check(), A)).isEmpty();
        assertThat(agent.isVerified(A)).as("until its consent ends").isTrue();
    }

    @Test
    void keepsTheCredentialsThatCarryTheMediaOverSeveralRestarts() {
        receive(peer.nomination(), A);
        agent.restart(new IceCredentials("midU", NEW.password()), now);
        agent.restart(NEW, now);

        assertThat(receive(peer.check(), A)).hasSize(1);
        assertThat(receive(new IcePeer(NEW, "x").nomination(), B)).contains(new IceOutput.PathSelected(B));
        assertThat(receive(peer.check(), A)).isEmpty();
    }

    @Test
    void losesConsentOnceAfterSilence() {
        receive(peer.nomination(), A);
        assertThat(agent.nextDeadlineNanos()).hasValue(now + 30 * SECOND);

        assertThat(at(30 * SECOND - 1)).isEmpty();
        assertThat(agent.isVerified(A)).isTrue();
        assertThat(at(30 * SECOND)).containsExactly(new IceOutput.ConsentLost());
        assertThat(at(90 * SECOND)).isEmpty();
        assertThat(agent.isVerified(A)).isFalse();
        assertThat(agent.selected()).isEmpty();
        assertThat(agent.nextDeadlineNanos()).isEmpty();
    }

    @Test
    void comesBackWhenThePeerDoes() {
        receive(peer.nomination(), A);
        at(30 * SECOND);
        now = START + 31 * SECOND;

        assertThat(receive(peer.nomination(), A))
                .contains(new IceOutput.PathVerified(A), new IceOutput.PathSelected(A));
        assertThat(at(61 * SECOND)).containsExactly(new IceOutput.ConsentLost());
    }

    @Test
    void losesConsentOfAPeerThatNeverChecked() {
        assertThat(agent.nextDeadlineNanos()).hasValue(START + 30 * SECOND);
        assertThat(at(30 * SECOND)).containsExactly(new IceOutput.ConsentLost());
    }

    @Test
    void waitsAgainAfterARestart() {
        at(30 * SECOND);
        agent.restart(NEW, START + 40 * SECOND);

        assertThat(at(69 * SECOND)).isEmpty();
        assertThat(at(70 * SECOND)).containsExactly(new IceOutput.ConsentLost());
    }

    @Test
    void fallsBackToAPathThatStillAnswers() {
        receive(peer.nomination(), A);
        now = START + 20 * SECOND;
        receive(peer.check(), B);

        assertThat(at(30 * SECOND)).containsExactly(new IceOutput.PathSelected(B));
        assertThat(at(50 * SECOND)).containsExactly(new IceOutput.ConsentLost());
    }

    @Test
    void boundsThePathsAndKeepsTheSelectedOne() {
        receive(peer.nomination(), A);
        for (int port = 1; port <= IceLiteAgent.MAX_PATHS; port++) {
            receive(peer.check(), Port.of(port));
        }

        assertThat(agent.isVerified(A)).isTrue();
        assertThat(agent.isVerified(Port.of(1))).isFalse();
        assertThat(agent.isVerified(Port.of(2))).isTrue();
    }

    @Test
    void takesAShorterConsent() {
        IceLiteAgent strict = new IceLiteAgent(OLD, SECOND, START);
        strict.onTime(START + SECOND);

        assertThat(strict.drain()).containsExactly(new IceOutput.ConsentLost());
        assertThatThrownBy(() -> new IceLiteAgent(OLD, 31 * SECOND, START))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsForWhomACheckIs() {
        byte[] check = peer.check();
        byte[] answer = StunWriter.success(peer.answered(check)).toBytes();
        byte[] nameless = new StunWriter(StunClass.REQUEST, StunMethod.BINDING, IcePeer.ID)
                .text(StunAttribute.USERNAME, ":x")
                .toBytes();

        assertThat(IceUfragReader.read(check, 0, check.length)).hasValue("oldU");
        assertThat(IceUfragReader.read(check, 0, check.length - 1)).isEmpty();
        assertThat(IceUfragReader.read(answer, 0, answer.length)).isEmpty();
        assertThat(IceUfragReader.read(nameless, 0, nameless.length)).isEmpty();
    }

    private List<IceOutput> receive(byte[] datagram, Path from) {
        agent.receive(datagram, 0, datagram.length, from, now);
        return agent.drain();
    }

    private List<IceOutput> at(long nanosAfterStart) {
        agent.onTime(START + nanosAfterStart);
        return agent.drain();
    }

    private static StunMessage answer(List<IceOutput> outputs, IcePeer peer) {
        return peer.answered(((IceOutput.Send) outputs.getFirst()).datagram());
    }
}
