package dev.ephyra.webrtc.turn;

import dev.ephyra.webrtc.stun.StunAttribute;
import dev.ephyra.webrtc.stun.StunClass;
import dev.ephyra.webrtc.stun.StunFlaw;
import dev.ephyra.webrtc.stun.StunMessage;
import dev.ephyra.webrtc.stun.StunMethod;
import dev.ephyra.webrtc.stun.StunWriter;
import dev.ephyra.webrtc.stun.TransactionId;
import dev.ephyra.webrtc.tally.Tally;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Predicate;

/**
 * A TURN server whose relay is virtual (RFC 8656): an allocation has no socket, and what clients send comes out of here
 * as {@link TurnOutput.FromClient}. It relays to our own addresses and to nobody else, so it is no way into any network.
 *
 * <p>Owned by one thread. Times are monotonic nanoseconds. Every input is followed by {@link #drain}.
 */
public final class TurnServer {
    /** About 2 KB each: 16 MB. */
    public static final int MAX_ALLOCATIONS = 8192;

    /** Of relayed data at once: the largest datagrams of WebRTC have 1,500. */
    public static final int MAX_DATA_BYTES = 2048;

    /** What goes to a client with such data at most: a Data indication, with header and IPv4 address. */
    public static final int FRAME_BYTES = MAX_DATA_BYTES + 20 + 12 + 4;

    /** Ended allocations are found when their client says something, or by looking at all of them this often. */
    private static final long SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Set<StunAttribute> UNDERSTOOD_IN_SEND =
            EnumSet.of(StunAttribute.XOR_PEER_ADDRESS, StunAttribute.DATA);

    private final TurnConfig config;
    private final List<TurnOutput> outputs = new ArrayList<>();
    private final Allocations allocations;
    private final TurnRequests requests;
    private final Predicate<String> admits;
    private final Tally<TurnDrop> drops = new Tally<>(TurnDrop.class);
    private long nextSweepNanos;
    private long indications;

    /**
     * @param ports yields ports for relayed addresses, 1 to 65535, at random; ones in use are asked for again
     * @param admits whether a peer of that id may use the server now; asked for each allocation, when it is made and each
     *     second
     */
    public TurnServer(TurnConfig config, IntSupplier ports, Predicate<String> admits, long nowNanos) {
        this.config = config;
        this.admits = admits;
        this.allocations = new Allocations(config.maxAllocations(), ports, outputs);
        this.requests = new TurnRequests(config, new NonceMint(config.nonceKey(), nowNanos), allocations, admits);
        this.nextSweepNanos = nowNanos + SWEEP_NANOS;
    }

    /**
     * A datagram, or a message that {@link TurnStreamSplitter} found. {@code FromClient} outputs are views of it, so drain
     * before the buffer is used again.
     */
    public void receive(byte[] buffer, int offset, int length, FiveTuple from, long nowNanos) {
        Allocation allocation = allocations.of(from);
        if (allocation != null && allocation.isOver(nowNanos)) {
            allocations.end(allocation, TurnOutput.Ended.Reason.EXPIRED);
        }
        boolean isChannelData =
                length >= ChannelData.HEADER_BYTES && ChannelData.isChannel(ChannelData.number(buffer, offset));
        if (isChannelData) {
            receiveChannelData(buffer, offset, length, from, nowNanos);
            return;
        }
        switch (StunMessage.parse(buffer, offset, length)) {
            case StunFlaw flaw -> drop(TurnDrop.MALFORMED);
            case StunMessage message -> receive(message, buffer, from, nowNanos);
        }
    }

    private void receive(StunMessage message, byte[] buffer, FiveTuple from, long nowNanos) {
        switch (message.messageClass()) {
            case REQUEST -> {
                byte[] answer = requests.answer(message, from, nowNanos);
                if (answer == null) {
                    drop(TurnDrop.NOT_FOR_A_SERVER);
                } else {
                    outputs.add(new TurnOutput.ToClient(from, answer));
                }
            }
            case INDICATION -> receiveIndication(message, buffer, from, nowNanos);
            case SUCCESS, ERROR -> drop(TurnDrop.NOT_FOR_A_SERVER);
        }
    }

    /** RFC 8656 section 11.2; indications are not authenticated, the five-tuple's allocation was. */
    private void receiveIndication(StunMessage message, byte[] buffer, FiveTuple from, long nowNanos) {
        Allocation allocation = allocations.of(from);
        InetSocketAddress peer = message.address(StunAttribute.XOR_PEER_ADDRESS).orElse(null);
        if (message.method() != StunMethod.SEND) {
            drop(TurnDrop.NOT_FOR_A_SERVER);
        } else if (allocation == null) {
            drop(TurnDrop.NO_ALLOCATION);
        } else if (peer == null
                || !message.has(StunAttribute.DATA)
                || message.notUnderstood(UNDERSTOOD_IN_SEND).length > 0) {
            drop(TurnDrop.BAD_INDICATION);
        } else if (!config.ownAddresses().contains(peer)) {
            drop(TurnDrop.FOREIGN_ADDRESS);
        } else if (!allocation.permits(peer.getAddress(), nowNanos)) {
            drop(TurnDrop.NO_PERMISSION);
        } else {
            int data = message.valueOffset(StunAttribute.DATA);
            relay(allocation, peer, buffer, data, message.valueLength(StunAttribute.DATA));
        }
    }

    /** Only addresses of ours have a channel, so there is nothing more to check. */
    private void receiveChannelData(byte[] buffer, int offset, int length, FiveTuple from, long nowNanos) {
        Allocation allocation = allocations.of(from);
        int dataLength = ChannelData.dataLength(buffer, offset);
        if (dataLength > length - ChannelData.HEADER_BYTES) {
            drop(TurnDrop.MALFORMED);
        } else if (allocation == null) {
            drop(TurnDrop.NO_ALLOCATION);
        } else {
            InetSocketAddress peer = allocation.peerOf(ChannelData.number(buffer, offset), nowNanos);
            if (peer == null) {
                drop(TurnDrop.UNKNOWN_CHANNEL);
            } else {
                relay(allocation, peer, buffer, offset + ChannelData.HEADER_BYTES, dataLength);
            }
        }
    }

    private void relay(Allocation allocation, InetSocketAddress peer, byte[] buffer, int offset, int length) {
        if (length > MAX_DATA_BYTES) {
            drop(TurnDrop.TOO_LONG);
        } else {
            outputs.add(new TurnOutput.FromClient(allocation, peer, buffer, offset, length));
        }
    }

    /**
     * Wraps what one of our addresses has for a client, as ChannelData or, while no channel is bound, as a Data
     * indication; the latter alone allocates.
     *
     * @param peer the address of ours that it comes from
     * @param target of {@link #FRAME_BYTES} at least; written from its beginning on
     * @return how many bytes are to be sent, padding included; 0 if it was dropped: the allocation is over, the client has
     *     given no permission, or it is too long
     */
    public int frame(
            Allocation allocation,
            InetSocketAddress peer,
            byte[] data,
            int offset,
            int length,
            byte[] target,
            long nowNanos) {
        if (isGone(allocation, nowNanos)) {
            return refused(TurnDrop.NO_ALLOCATION);
        } else if (length > MAX_DATA_BYTES) {
            return refused(TurnDrop.TOO_LONG);
        }
        OptionalInt channel = allocation.channelOf(peer, nowNanos);
        if (channel.isPresent()) {
            FiveTuple.Transport transport = allocation.client().transport();
            return ChannelData.write(target, channel.getAsInt(), data, offset, length, transport);
        } else if (!allocation.permits(peer.getAddress(), nowNanos)) {
            return refused(TurnDrop.NO_PERMISSION);
        }
        byte[] indication = indication(peer, data, offset, length);
        System.arraycopy(indication, 0, target, 0, indication.length);
        return indication.length;
    }

    private int refused(TurnDrop reason) {
        drop(reason);
        return 0;
    }

    private byte[] indication(InetSocketAddress peer, byte[] data, int offset, int length) {
        // Nothing answers an indication, so its transaction id need not be unforeseeable.
        return new StunWriter(StunClass.INDICATION, StunMethod.DATA, new TransactionId(0, ++indications))
                .address(StunAttribute.XOR_PEER_ADDRESS, peer)
                .bytes(StunAttribute.DATA, data, offset, length)
                .toBytes();
    }

    private boolean isGone(Allocation allocation, long nowNanos) {
        return allocations.of(allocation.client()) != allocation || allocation.isOver(nowNanos);
    }

    /** The client's TCP connection is closed. */
    public void closed(FiveTuple client) {
        Allocation allocation = allocations.of(client);
        if (allocation != null) {
            allocations.end(allocation, TurnOutput.Ended.Reason.DISCONNECTED);
        }
    }

    /** Whether a client has an allocation, and so has shown a password. */
    public boolean serves(FiveTuple client) {
        return allocations.of(client) != null;
    }

    /** To be called when {@link #nextDeadlineNanos} has come; does nothing before. */
    public void onTime(long nowNanos) {
        if (nowNanos - nextSweepNanos >= 0) {
            nextSweepNanos = nowNanos + SWEEP_NANOS;
            allocations.endAll(allocation -> allocation.isOver(nowNanos), TurnOutput.Ended.Reason.EXPIRED);
            allocations.endAll(allocation -> !admits.test(allocation.peerId()), TurnOutput.Ended.Reason.REVOKED);
        }
    }

    /** When {@link #onTime} has something to do; empty without allocations. */
    public OptionalLong nextDeadlineNanos() {
        return allocations.isEmpty() ? OptionalLong.empty() : OptionalLong.of(nextSweepNanos);
    }

    /** What is to be done since the last call, in order. */
    public List<TurnOutput> drain() {
        List<TurnOutput> drained = List.copyOf(outputs);
        outputs.clear();
        return drained;
    }

    /** How much was dropped for that reason. */
    public long dropped(TurnDrop reason) {
        return drops.of(reason);
    }

    private void drop(TurnDrop reason) {
        drops.count(reason);
    }
}
