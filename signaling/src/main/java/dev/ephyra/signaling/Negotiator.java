package dev.ephyra.signaling;

import dev.ephyra.room.TrackId;
import dev.ephyra.room.TrackType;
import dev.ephyra.signaling.ReceiveSlots.Wanted;
import dev.ephyra.webrtc.ice.IceCredentials;
import dev.ephyra.webrtc.sdp.LineAnswer;
import dev.ephyra.webrtc.sdp.Offer;
import dev.ephyra.webrtc.sdp.SdpMask;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The negotiation of media with one peer: one cycle of request, offer and answer at a time (RFC 8829; the client always
 * offers), and what the client knows by them. Owned by the loop of its room, driven by {@link Negotiations}.
 */
final class Negotiator {
    /** Offers taken in a second: a cycle is a round trip, so only clients on the same host come near. */
    static final int MAX_OFFERS_PER_SECOND = 50;

    /** New tracks taken in a second, each a durable notification: as many as an offer may have. */
    static final int MAX_NEW_TRACKS_PER_SECOND = WireLimits.MAX_TRACKS;

    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Where the cycle is. */
    enum Phase {
        IDLE,
        /** The client was asked for an offer. */
        ASKED,
        /** An offer is here; what it changes is asked of the room. */
        OFFERED
    }

    /** A removed track whose removal the client cannot be told yet. */
    record Owed(String endpoint, TrackType type) {}

    Phase phase = Phase.IDLE;
    /** A cycle is to follow this one. */
    boolean needed;
    /** Media know of this connection. */
    boolean configured;

    final OwnTracks own = new OwnTracks();
    final ReceiveSlots slots = new ReceiveSlots();

    @Nullable
    Offer offer;

    /** The text of {@link #offer}, without its secrets; empty when that is answered. */
    private String offerText = "";

    /** The tracks of the last answer: clients of the JSON dialect fail on the removal of any other. */
    private Set<TrackId> learned = new HashSet<>();

    private @Nullable Offer lastOffer;
    private List<LineAnswer> lastAnswers = List.of();
    private final Map<TrackId, Owed> owed = new LinkedHashMap<>();
    private @Nullable IceCredentials ice;
    private String remoteUfrag = "";
    private long secondNanos;
    private int offersInSecond;
    private int newTracksInSecond;

    /** Whether one more offer may be taken now. */
    boolean admitsOffer(long nowNanos) {
        if (offersInSecond == 0 || nowNanos - secondNanos >= SECOND_NANOS) {
            secondNanos = nowNanos;
            offersInSecond = 0;
            newTracksInSecond = 0;
        }
        return ++offersInSecond <= MAX_OFFERS_PER_SECOND;
    }

    /** Whether one more new track of the offer that was admitted last may be taken now. */
    boolean admitsTrack() {
        return ++newTracksInSecond <= MAX_NEW_TRACKS_PER_SECOND;
    }

    /** Ours for the answer to an offer of this ufrag: the same until the client restarts ICE (RFC 8445 section 9). */
    IceCredentials credentialsFor(String ufrag, Supplier<IceCredentials> fresh) {
        IceCredentials known = ice;
        if (known == null || !ufrag.equals(remoteUfrag)) {
            known = fresh.get();
            ice = known;
            remoteUfrag = ufrag;
        }
        return known;
    }

    /** The tracks that the client is to receive, in the order they are to be placed in. */
    List<Wanted> wanted(String self, Publications publications) {
        List<Wanted> wanted = new ArrayList<>();
        owed.forEach((id, track) -> wanted.add(new Wanted(id, track.type())));
        for (PublishedTrack track : publications.all()) {
            if (!track.endpoint.equals(self)) {
                wanted.add(new Wanted(track.id(), track.track.type()));
            }
        }
        return wanted;
    }

    /** Why an offer cannot follow the one before; empty if it can. */
    Optional<String> discontinuity(Offer next) {
        return lastOffer == null ? Optional.empty() : next.discontinuity(lastOffer, lastAnswers);
    }

    /** This offer was answered so. */
    void answered(Offer last, List<LineAnswer> answers) {
        lastOffer = last;
        lastAnswers = List.copyOf(answers);
    }

    /** The client learned of these by an answer. */
    void learned(Collection<TrackId> tracks) {
        learned = new HashSet<>(tracks);
    }

    /** Whether the client can be told now that a track is gone; if not, it is told after the answer that names it. */
    boolean mayForget(TrackId id, TrackType type, String endpoint, Dialect dialect) {
        // Where no section is left to name it on, the client's complaint is the smaller evil.
        boolean may = learned.remove(id) || dialect == Dialect.PROTOBUF || owed.size() >= ReceiveSlots.MAX_SLOTS;
        if (!may) {
            owed.put(id, new Owed(endpoint, type));
        }
        return may;
    }

    /** A track of this id is published again. */
    void remember(TrackId id) {
        owed.remove(id);
    }

    /** The client gets a whole new picture. */
    void forgetAll() {
        owed.clear();
    }

    /** The client forgets all tracks of an endpoint with the endpoint. */
    void forgetAllOf(String endpoint) {
        owed.values().removeIf(track -> track.endpoint.equals(endpoint));
    }

    /** The owed removals that can be told now, by endpoint. */
    Map<String, List<TrackId>> takeOwed() {
        Map<String, List<TrackId>> due = new LinkedHashMap<>();
        owed.forEach((id, track) -> {
            if (learned.remove(id)) {
                due.computeIfAbsent(track.endpoint, _ -> new ArrayList<>()).add(id);
            }
        });
        due.values().forEach(ids -> ids.forEach(owed::remove));
        return due;
    }

    /** An offer is to be answered. */
    void offered(Offer next, String sdp) {
        offer = next;
        offerText = SdpMask.mask(sdp);
    }

    /** The text of the offer that is being answered. */
    String takeOfferText() {
        String taken = offerText;
        offerText = "";
        return taken;
    }

    /** The offer that is to be answered, taken. */
    Optional<Offer> takeOffer() {
        Optional<Offer> taken = Optional.ofNullable(offer);
        offer = null;
        return taken;
    }
}
