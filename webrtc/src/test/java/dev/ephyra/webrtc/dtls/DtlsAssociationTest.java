package dev.ephyra.webrtc.dtls;

import static dev.ephyra.webrtc.dtls.SimulatedPath.failures;
import static dev.ephyra.webrtc.dtls.SimulatedPath.keys;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ephyra.webrtc.srtp.SrtpProfile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DtlsAssociationTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

    static void assertEstablished(SimulatedPath path) {
        SrtpKeys ours = keys(path.fromServer).getFirst();
        SrtpKeys theirs = keys(path.fromClient).getFirst();
        assertThat(ours.profile()).isEqualTo(theirs.profile());
        assertThat(ours.localKey()).isEqualTo(theirs.remoteKey()).isNotEqualTo(ours.remoteKey());
        assertThat(ours.remoteKey()).isEqualTo(theirs.localKey());
        assertThat(ours.localSalt()).isEqualTo(theirs.remoteSalt());
        assertThat(ours.remoteSalt()).isEqualTo(theirs.localSalt());
        assertThat(keys(path.fromServer)).hasSize(1);
        assertThat(keys(path.fromClient)).hasSize(1);
    }

    private static SimulatedPath offering(List<SrtpProfile> client, List<SrtpProfile> server) {
        return new SimulatedPath(
                new DtlsConfig(Identities.CLIENT, client, Identities.HANDSHAKE_NANOS),
                Identities.SERVER.fingerprint(),
                new DtlsConfig(Identities.SERVER, server, Identities.HANDSHAKE_NANOS),
                Identities.CLIENT.fingerprint());
    }

    static void assertTalking(SimulatedPath path) {
        int before = path.fromClient.size() + path.fromServer.size();
        path.client.send(HELLO, 0, HELLO.length);
        path.server.send(HELLO, 1, 4);
        path.runSeconds(1);
        List<byte[]> data = Stream.concat(path.fromServer.stream(), path.fromClient.stream())
                .filter(DtlsOutput.ApplicationData.class::isInstance)
                .map(output -> ((DtlsOutput.ApplicationData) output).data())
                .toList();
        assertThat(data).containsExactlyInAnyOrder(HELLO, "ello".getBytes(StandardCharsets.US_ASCII));
        assertThat(path.fromClient.size() + path.fromServer.size()).isEqualTo(before + 4);
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void bothEndsGetTheSameKeysInEachProfile(SrtpProfile profile) {
        SimulatedPath path = offering(List.of(profile), DtlsConfig.PREFERRED_PROFILES)
                .start()
                .runSeconds(5);

        assertEstablished(path);
        assertThat(keys(path.fromServer).getFirst().profile()).isEqualTo(profile);
        assertTalking(path);
    }

    @Test
    void theServerPrefersTheProfile() {
        SimulatedPath path = offering(
                        List.of(SrtpProfile.AES128_CM_HMAC_SHA1_80, SrtpProfile.AEAD_AES_256_GCM),
                        DtlsConfig.PREFERRED_PROFILES)
                .start()
                .runSeconds(5);

        assertThat(keys(path.fromClient).getFirst().profile()).isEqualTo(SrtpProfile.AEAD_AES_256_GCM);
    }

    @Test
    void aHandshakeIsFourDatagrams() {
        SimulatedPath path = SimulatedPath.healthy().start().runSeconds(60);

        assertThat(path.sent)
                .hasSize(4)
                .allSatisfy(
                        datagram -> assertThat(datagram.bytes()).hasSizeLessThanOrEqualTo(DtlsAssociation.MTU_BYTES));
        assertThat(path.server.drops().total()).isZero();
        assertThat(path.client.drops().total()).isZero();
    }

    @Test
    void withoutAProfileInCommonNobodyIsEstablished() {
        SimulatedPath path = offering(
                        List.of(SrtpProfile.AES128_CM_HMAC_SHA1_80), List.of(SrtpProfile.AEAD_AES_128_GCM))
                .start()
                .runSeconds(60);

        assertThat(failures(path.fromServer)).singleElement().asString().contains("no SRTP profile in common");
        assertThat(failures(path.fromClient)).hasSize(1);
        assertThat(path.sent).allMatch(datagram -> datagram.from() == DtlsRole.CLIENT);
    }

    @Test
    void theServerChecksTheFingerprint() {
        SimulatedPath path = new SimulatedPath(
                        Identities.config(Identities.CLIENT),
                        Identities.SERVER.fingerprint(),
                        Identities.config(Identities.SERVER),
                        Identities.identity().fingerprint())
                .start()
                .runSeconds(60);

        assertThat(failures(path.fromServer)).singleElement().asString().contains("session description");
        assertThat(keys(path.fromServer)).isEmpty();
        assertThat(keys(path.fromClient)).isEmpty();
        assertThat(failures(path.fromClient)).hasSize(1);
    }

    @Test
    void theClientChecksTheFingerprint() {
        SimulatedPath path = new SimulatedPath(
                        Identities.config(Identities.CLIENT),
                        Identities.identity().fingerprint(),
                        Identities.config(Identities.SERVER),
                        Identities.CLIENT.fingerprint())
                .start()
                .runSeconds(60);

        assertThat(failures(path.fromClient)).singleElement().asString().contains("session description");
        assertThat(keys(path.fromServer)).isEmpty();
        assertThat(keys(path.fromClient)).isEmpty();
        assertThat(failures(path.fromServer)).hasSize(1);
    }

    @Test
    void withoutAPeerItEndsInTime() {
        SimulatedPath path = SimulatedPath.healthy();
        path.fate = datagram -> -1;
        path.start().runSeconds(29);
        assertThat(failures(path.fromServer)).isEmpty();
        assertThat(failures(path.fromClient)).isEmpty();
        // 0.4, 1.2, 2.8, 6, 12.4, 18.8 and 25.2 s after the first.
        assertThat(path.sent).hasSize(8);

        path.runSeconds(2);
        assertThat(failures(path.fromServer)).containsExactly("no handshake in time");
        assertThat(failures(path.fromClient)).containsExactly("no handshake in time");
        assertThat(path.server.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aRecordFillsADatagram() {
        SimulatedPath path = SimulatedPath.healthy().start().runSeconds(5);
        byte[] largest = new byte[DtlsAssociation.MAX_APPLICATION_BYTES];

        path.client.send(largest, 0, largest.length);
        path.runSeconds(1);

        assertThat(path.sent.getLast().bytes()).hasSize(DtlsAssociation.MTU_BYTES);
        assertThat(((DtlsOutput.ApplicationData) path.fromServer.getLast()).data())
                .isEqualTo(largest);
        assertThatThrownBy(() -> path.client.send(new byte[2000], 0, largest.length + 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> path.client.send(largest, 0, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void withoutAThreadItFails() {
        DtlsAssociation client = new DtlsAssociation(
                DtlsRole.CLIENT,
                Identities.config(Identities.CLIENT),
                Identities.SERVER.fingerprint(),
                task -> {
                    throw new RejectedExecutionException();
                },
                () -> {});
        client.start(0);

        assertThat(client.drain()).containsExactly(new DtlsOutput.Failed("no thread for the handshake"));
    }

    @Test
    void closeNotifyEndsBoth() {
        SimulatedPath path = SimulatedPath.healthy().start().runSeconds(5);

        path.client.close();
        path.runSeconds(1);

        assertThat(path.fromClient.getLast()).isInstanceOf(DtlsOutput.Closed.class);
        assertThat(path.fromServer.getLast()).isInstanceOf(DtlsOutput.Closed.class);
        assertThat(path.fromServer.stream().filter(DtlsOutput.Closed.class::isInstance))
                .hasSize(1);
        path.server.receive(HELLO, 0, HELLO.length, path.nowNanos);
        assertThat(path.server.drops().of(RecordDrop.NOT_RUNNING)).isPositive();
    }

    @Test
    void closingStopsAHandshakeAndItsThread() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        DtlsAssociation client = new DtlsAssociation(
                DtlsRole.CLIENT,
                Identities.config(Identities.CLIENT),
                Identities.SERVER.fingerprint(),
                task -> Thread.ofVirtual().start(() -> {
                    task.run();
                    ended.countDown();
                }),
                () -> {});
        client.start(0);
        client.settle();
        assertThat(client.drain()).singleElement().isInstanceOf(DtlsOutput.Send.class);

        client.close();

        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(client.drain()).containsExactly(new DtlsOutput.Closed());
    }

    /** Time does not pass here, so a flight that wakes nobody would never leave. */
    @Test
    void eachFlightWakes() throws InterruptedException {
        BlockingQueue<DtlsRole> woken = new LinkedBlockingQueue<>();
        DtlsAssociation client = waking(DtlsRole.CLIENT, Identities.CLIENT, Identities.SERVER, woken);
        DtlsAssociation server = waking(DtlsRole.SERVER, Identities.SERVER, Identities.CLIENT, woken);
        List<DtlsOutput> fromClient = new ArrayList<>();
        List<DtlsOutput> fromServer = new ArrayList<>();
        server.start(0);
        client.start(0);
        while (keys(fromClient).isEmpty() || keys(fromServer).isEmpty()) {
            switch (Objects.requireNonNull(woken.poll(10, TimeUnit.SECONDS), "nobody was woken")) {
                case CLIENT -> carry(client, fromClient, server);
                case SERVER -> carry(server, fromServer, client);
            }
        }

        assertThat(fromClient).filteredOn(DtlsOutput.Send.class::isInstance).hasSize(2);
        assertThat(fromServer).filteredOn(DtlsOutput.Send.class::isInstance).hasSize(2);
    }

    private static DtlsAssociation waking(
            DtlsRole role, DtlsIdentity own, DtlsIdentity other, BlockingQueue<DtlsRole> woken) {
        return new DtlsAssociation(
                role,
                Identities.config(own),
                other.fingerprint(),
                task -> Thread.ofVirtual().start(task),
                () -> woken.add(role));
    }

    private static void carry(DtlsAssociation from, List<DtlsOutput> log, DtlsAssociation to) {
        for (DtlsOutput output : from.drain()) {
            log.add(output);
            if (output instanceof DtlsOutput.Send(byte[] datagram)) {
                to.receive(datagram, 0, datagram.length, 0);
            }
        }
    }

    @Test
    void beforeTheStartNothingIsTaken() {
        SimulatedPath path = SimulatedPath.healthy();
        path.server.receive(HELLO, 0, HELLO.length, 0);
        path.server.send(HELLO, 0, HELLO.length);
        path.server.onTime(Long.MAX_VALUE);

        assertThat(path.server.drain()).isEmpty();
        assertThat(path.server.drops().of(RecordDrop.NOT_RUNNING)).isEqualTo(1);
        path.start();
        assertThatThrownBy(() -> path.server.start(0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void secretsAreNotPrinted() {
        SimulatedPath path = SimulatedPath.healthy().start().runSeconds(5);

        assertThat(path.fromServer.toString()).contains("SrtpKeys[AEAD_AES_128_GCM]");
        assertThat(Identities.SERVER.toString())
                .contains(Identities.SERVER.fingerprint().hex());
    }

    @Test
    void aWarmUpIsAHandshake() throws InterruptedException {
        DtlsConfig config =
                new DtlsConfig(Identities.SERVER, DtlsConfig.PREFERRED_PROFILES, TimeUnit.SECONDS.toNanos(30));
        assertThat(DtlsWarmUp.run(config, task -> Thread.ofVirtual().start(task)))
                .isTrue();
    }
}
