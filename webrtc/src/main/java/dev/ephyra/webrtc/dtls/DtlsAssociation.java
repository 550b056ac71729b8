package dev.ephyra.webrtc.dtls;

import dev.ephyra.webrtc.dtls.Handover.Input;
import dev.ephyra.webrtc.dtls.Handover.Outcome;
import dev.ephyra.webrtc.dtls.HandshakeFilter.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * A DTLS 1.2 association with one peer, known by the fingerprint of its certificate, that yields the keys of SRTP (RFC
 * 6347, RFC 5764). Owned by one thread; every input is followed by {@link #drain}. Times are monotonic nanoseconds.
 *
 * <p>Give it only datagrams from addresses that have passed an authenticated connectivity check (RFC 8445): that proves,
 * in place of a cookie, that somebody is there. Whoever can send from such an address and guesses well can still stop a
 * handshake, as the first messages of DTLS 1.2 are not protected; it costs no memory, and no keys come out of it.
 *
 * <p>The stack below handshakes blocking, so each handshake is a task of {@code executor}, best on a virtual thread: from
 * the first complete ClientHello, or {@link #start} for a client, to the end. What it sends comes out of {@link #drain}
 * after {@code wake} was called, once for each flight and once at the end; {@link #onTime} before it says when that is.
 * Once established, everything is done by the owner.
 */
public final class DtlsAssociation {
    /** Of what we send: fits what any path of the internet carries, with room for IPv6, UDP and a tunnel. */
    public static final int MTU_BYTES = 1_200;

    /** What a datagram has room for beside header, nonce and tag. */
    public static final int MAX_APPLICATION_BYTES = MTU_BYTES - RecordHeader.BYTES - HandshakeFilter.NONCE_AND_TAG;

    /** A ClientHello in pieces of a few hundred bytes. */
    static final int MAX_HELLO_DATAGRAMS = 16;

    private enum Phase {
        NEW,
        LISTENING,
        HANDSHAKING,
        ESTABLISHED,
        ENDED
    }

    private final DtlsRole role;
    private final DtlsConfig config;
    private final Fingerprint remote;
    private final Executor executor;
    private final Runnable wake;
    private final RecordDrops drops = new RecordDrops();
    private final List<DtlsOutput> outputs = new ArrayList<>();
    private final List<Input.Datagram> hello = new ArrayList<>();
    private final ResendTimer resend = new ResendTimer();
    private final RecordReader reader = new RecordReader();
    private Phase phase = Phase.NEW;
    private HandshakeFilter filter;
    private Handover handover = new Handover();
    private RecordTransport transport;
    private String refusal = "";
    private long deadlineNanos;
    private long nowNanos;

    /**
     * @param remote what the peer's certificate must have
     * @param executor runs the handshake, which blocks its thread for as long as the peer takes
     * @param wake called by that thread when there is something to drain; must be quick and safe to call from any thread
     */
    public DtlsAssociation(DtlsRole role, DtlsConfig config, Fingerprint remote, Executor executor, Runnable wake) {
        this.role = role;
        this.config = config;
        this.remote = remote;
        this.executor = executor;
        this.wake = wake;
        this.filter = new HandshakeFilter(role, drops);
        this.transport = new RecordTransport(role, handover, wake, 0);
    }

    /**
     * Begins: a client sends its ClientHello, a server listens for one. To be called when there is a path to the peer:
     * the time for the handshake runs from here.
     */
    public void start(long nowNanos) {
        if (phase != Phase.NEW) {
            throw new IllegalStateException("started before");
        }
        this.nowNanos = nowNanos;
        deadlineNanos = nowNanos + config.handshakeNanos();
        phase = Phase.LISTENING;
        if (role == DtlsRole.CLIENT) {
            handshake();
        }
    }

    /** A datagram of the peer, {@code length} bytes from {@code offset}; copied. Never throws for what is in it. */
    public void receive(byte[] buffer, int offset, int length, long nowNanos) {
        this.nowNanos = nowNanos;
        pull();
        if (phase == Phase.NEW || phase == Phase.ENDED) {
            drops.count(RecordDrop.NOT_RUNNING);
        } else if (phase == Phase.HANDSHAKING && handover.isFull()) {
            // Before the filter, which must not take for received what the stack never sees.
            drops.count(RecordDrop.QUEUE_FULL);
        } else if (filtered(buffer, offset, length) instanceof Verdict.Accepted accepted) {
            accept(new Input.Datagram(accepted.records(), accepted.hasRepeats(), nowNanos));
        }
    }

    /** Time has passed; to be called at {@link #nextDeadlineNanos}, and harmless before. */
    public void onTime(long nowNanos) {
        this.nowNanos = nowNanos;
        pull();
        if ((phase == Phase.LISTENING || phase == Phase.HANDSHAKING) && nowNanos - deadlineNanos >= 0) {
            fail("no handshake in time" + (refusal.isEmpty() ? "" : "; the last ClientHello: " + refusal));
        } else if (phase == Phase.HANDSHAKING && resend.fires(nowNanos)) {
            handover.offer(new Input.ResendDue(nowNanos));
        }
    }

    /** When {@link #onTime} is wanted next; {@link Long#MAX_VALUE} for never. */
    public long nextDeadlineNanos() {
        return switch (phase) {
            case LISTENING -> deadlineNanos;
            case HANDSHAKING -> earlier(deadlineNanos, resend.dueNanos());
            case NEW, ESTABLISHED, ENDED -> ResendTimer.NEVER;
        };
    }

    /**
     * Sends application data in one record; does nothing unless established.
     *
     * @param length 1 to {@link #MAX_APPLICATION_BYTES}
     */
    public void send(byte[] buffer, int offset, int length) {
        if (length < 1 || length > MAX_APPLICATION_BYTES) {
            throw new IllegalArgumentException(length + " bytes do not fit; 1 to " + MAX_APPLICATION_BYTES + " do");
        }
        pull();
        if (phase == Phase.ESTABLISHED) {
            afterRecords(reader.send(buffer, offset, length));
        }
    }

    /** Ends: says {@code close_notify} if there is somebody to hear it. */
    public void close() {
        pull();
        if (phase == Phase.ESTABLISHED) {
            afterRecords(reader.close());
        } else if (phase != Phase.ENDED) {
            end(new DtlsOutput.Closed());
        }
    }

    /** What is to be done and told since the last call, in order. */
    public List<DtlsOutput> drain() {
        pull();
        List<DtlsOutput> drained = List.copyOf(outputs);
        outputs.clear();
        return drained;
    }

    /**
     * Waits until the handshake has worked off everything it was given. For simulations in virtual time, in which then
     * each input is one step, and for whoever may block; servers wait for {@code wake}.
     */
    public void settle() throws InterruptedException {
        if (phase == Phase.HANDSHAKING) {
            handover.settle();
        }
    }

    public RecordDrops drops() {
        return drops;
    }

    private Verdict filtered(byte[] buffer, int offset, int length) {
        Verdict verdict = filter.check(buffer, offset, length);
        boolean conflicts =
                verdict instanceof Verdict.Dropped dropped && dropped.reason() == RecordDrop.CONFLICTING_MESSAGE;
        if (conflicts && phase == Phase.LISTENING) {
            // Which of the two is the peer's is anybody's guess; the later one is not spoilt by garbage before it.
            listen();
            return filter.check(buffer, offset, length);
        }
        return verdict;
    }

    private void accept(Input.Datagram datagram) {
        switch (phase) {
            case LISTENING -> gatherHello(datagram);
            case HANDSHAKING -> {
                if (!datagram.hasRepeats()) {
                    resend.relax();
                }
                handover.offer(datagram);
            }
            case ESTABLISHED -> {
                handover.offer(datagram);
                read();
            }
            case NEW, ENDED -> throw new IllegalStateException("nothing is accepted while " + phase);
        }
    }

    private void gatherHello(Input.Datagram datagram) {
        hello.add(datagram);
        if (filter.isCompleteUpTo(0)) {
            handshake();
        } else if (hello.size() == MAX_HELLO_DATAGRAMS) {
            listen();
        }
    }

    private void listen() {
        phase = Phase.LISTENING;
        resend.stop();
        hello.clear();
        filter = new HandshakeFilter(role, drops);
    }

    private void handshake() {
        phase = Phase.HANDSHAKING;
        handover = new Handover();
        transport = new RecordTransport(role, handover, wake, nowNanos);
        hello.forEach(handover::offer);
        hello.clear();
        resend.relax();
        SrtpPeer peer = new SrtpPeer(config, remote);
        SrtpPeer.Handshake handshake = switch (role) {
            case CLIENT -> new ClientHandshake(peer);
            case SERVER -> new ServerHandshake(peer);
        };
        try {
            executor.execute(new HandshakeTask(handshake, handover, transport, wake));
        } catch (RejectedExecutionException e) {
            fail("no thread for the handshake");
        }
    }

    /** Takes what the handshake has done meanwhile. */
    private void pull() {
        if (phase != Phase.HANDSHAKING) {
            return;
        }
        // Looked at first, so that nothing it sent before can be missed.
        Outcome outcome = handover.outcome();
        takeSends();
        switch (outcome) {
            case Outcome.Running _ -> {}
            case Outcome.Done done -> {
                phase = Phase.ESTABLISHED;
                transport.own();
                reader.open(done.records());
                outputs.add(new DtlsOutput.Established(done.keys()));
                read();
            }
            case Outcome.Broken broken -> {
                if (role == DtlsRole.SERVER && broken.beforeFlight()) {
                    refusal = broken.reason();
                    listen();
                } else {
                    fail(broken.reason());
                }
            }
        }
    }

    private void read() {
        afterRecords(reader.read(outputs));
    }

    private void afterRecords(RecordReader.Result result) {
        transport.flush();
        takeSends();
        switch (result) {
            case RecordReader.Result.Open _ -> {
                if (transport.isClosed()) {
                    end(new DtlsOutput.Closed());
                }
            }
            case RecordReader.Result.Broken broken -> fail(broken.reason());
        }
    }

    private void takeSends() {
        List<byte[]> sent = handover.takeSends();
        sent.forEach(datagram -> outputs.add(new DtlsOutput.Send(datagram)));
        if (!sent.isEmpty() && phase == Phase.HANDSHAKING) {
            resend.arm(nowNanos);
        }
    }

    private void fail(String reason) {
        end(new DtlsOutput.Failed(reason));
    }

    private void end(DtlsOutput last) {
        if (phase == Phase.HANDSHAKING) {
            handover.offer(new Input.Abandoned());
        }
        phase = Phase.ENDED;
        hello.clear();
        outputs.add(last);
    }

    private static long earlier(long one, long other) {
        return other == ResendTimer.NEVER || one - other < 0 ? one : other;
    }
}
