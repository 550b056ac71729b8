// What each page offers the tests, whichever client is inside: window.peer, with the same methods and answers of plain
// JSON. A generation of clients gives `make` what differs: how it is created, connected and given a track.

const EVENTS = [
  'socketOpen', 'socketClose', 'socketError', 'authSuccess', 'authError', 'disconnected',
  'joined', 'joinError', 'connectionError', 'reconnectionStarted', 'reconnected', 'reconnectionRetriesLimitReached',
  'peerJoined', 'peerUpdated', 'peerLeft', 'trackAdded', 'trackReady', 'trackUpdated', 'trackRemoved',
];

const describeTrack = (track) => ({
  trackId: track.trackId,
  peerId: track.endpoint.id,
  kind: track.track?.kind,
  metadata: track.metadata,
});

const describe = (value) => {
  if (value instanceof CloseEvent) return { code: value.code, reason: value.reason };
  if (value instanceof Event) return { type: value.type };
  if (value instanceof Error) return { message: value.message };
  if (Array.isArray(value)) return value.map(describe);
  if (value?.endpoint) return describeTrack(value);
  if (value?.tracks instanceof Map) {
    return { id: value.id, metadata: value.metadata, tracks: [...value.tracks.values()].map(describeTrack) };
  }
  return value ?? null;
};

// The clients keep their connection to themselves.
const connections = [];
window.RTCPeerConnection = class extends window.RTCPeerConnection {
  constructor(configuration) {
    super(configuration);
    connections.push(this);
  }
};

/** Plays what arrives: audio that nobody plays is not decoded, and has no energy. */
class Players {
  #players = new Map();

  play({ trackId, track }) {
    this.stop({ trackId });
    const player = document.createElement(track.kind);
    player.autoplay = true;
    player.srcObject = new MediaStream([track]);
    document.body.append(player);
    this.#players.set(trackId, player);
  }

  stop({ trackId }) {
    this.#players.get(trackId)?.remove();
    this.#players.delete(trackId);
  }
}

const receivedTrack = (report, remote, inbound) => ({
  trackId: remote.trackId,
  peerId: remote.endpoint.id,
  kind: inbound.kind,
  codec: report.get(inbound.codecId)?.mimeType ?? '',
  packetsReceived: inbound.packetsReceived,
  packetsLost: inbound.packetsLost,
  framesDecoded: inbound.framesDecoded ?? 0,
  freezeCount: inbound.freezeCount ?? 0,
  freezesSeconds: inbound.totalFreezesDuration ?? 0,
  audioEnergy: inbound.totalAudioEnergy ?? 0,
  audioSeconds: inbound.totalSamplesDuration ?? 0,
  nackCount: inbound.nackCount ?? 0,
  pliCount: inbound.pliCount ?? 0,
});

const sentTrack = (report, outbound) => ({
  kind: outbound.kind,
  codec: report.get(outbound.codecId)?.mimeType ?? '',
  packetsSent: outbound.packetsSent,
  bytesSent: outbound.bytesSent,
  framesEncoded: outbound.framesEncoded ?? 0,
  targetBitrate: outbound.targetBitrate ?? 0,
  nackCount: outbound.nackCount ?? 0,
  pliCount: outbound.pliCount ?? 0,
  firCount: outbound.firCount ?? 0,
});

export const offer = ({ make, connect, addTrack }) => {
  const players = new Players();
  const published = new Map();
  let client = null;

  const create = (reconnect) => {
    client = make(reconnect);
    for (const name of EVENTS) {
      // The driver gives each page this function.
      client.on(name, (...values) => window.told({ name, values: values.map(describe) }));
    }
    client.on('trackReady', (track) => players.play(track));
    client.on('trackRemoved', (track) => players.stop(track));
  };

  const idOf = (kind) => {
    if (!published.has(kind)) throw new Error(`no ${kind} is published`);
    return published.get(kind).id;
  };

  window.peer = {
    /** Resolves with the own id and the peers that were there; rejects with the reason when refused. */
    join({ host, token, metadata, reconnect }) {
      // As in an application, the same client serves a second join.
      if (!client) create(reconnect);
      return new Promise((resolve, reject) => {
        client.once('joined', (id, peers) => resolve({ id, peers: describe(peers) }));
        client.once('authError', (reason) => reject(new Error(reason)));
        client.once('joinError', (reason) => reject(new Error(JSON.stringify(reason))));
        Promise.resolve(connect(client, { host, token, metadata })).catch(reject);
      });
    },

    /** Publishes the fake microphone and a camera with so many lines; resolves with the tracks' ids, by kind. */
    async publish({ audio, lines, metadata }) {
      const video = lines > 0 && { width: (lines * 16) / 9, height: lines, frameRate: 30 };
      const stream = await navigator.mediaDevices.getUserMedia({ audio, video });
      const ids = stream.getTracks().map(async (track) => {
        const id = await addTrack(client, track, metadata);
        published.set(track.kind, { id, track });
        return [track.kind, id];
      });
      return Object.fromEntries(await Promise.all(ids));
    },

    async unpublish({ kind }) {
      const id = idOf(kind);
      const { track } = published.get(kind);
      published.delete(kind);
      await client.removeTrack(id);
      track.stop();
      return { id };
    },

    /** Asks for data channels; resolves before they open, if they ever do. */
    openDataChannels() {
      client.createDataChannels().catch((failure) => window.told({ name: 'pageError', values: [failure.message] }));
    },

    updateMetadata: ({ metadata }) => client.updatePeerMetadata(metadata),

    updateTrackMetadata: ({ kind, metadata }) => client.updateTrackMetadata(idOf(kind), metadata),

    /** Says so to the server, and keeps the socket. */
    leave: () => client.leave(),

    /** Closes the socket without a word. */
    disconnect() {
      published.forEach(({ track }) => track.stop());
      published.clear();
      client.disconnect();
    },

    /** What the client knows now. */
    state: () => ({
      reconnecting: client.isReconnecting?.() ?? false,
      answered: connections.at(-1)?.signalingState === 'stable' && Boolean(connections.at(-1).currentRemoteDescription),
      peers: describe(Object.values(client.getRemotePeers())),
      tracks: describe(Object.values(client.getRemoteTracks())),
    }),

    /** What arrives and what is sent, one entry per stream; counters count from the start of the stream. */
    async stats() {
      const report = await client.getStatistics();
      const stats = [...report.values()];
      const remotes = Object.values(client.getRemoteTracks()).filter((remote) => remote.track);
      return {
        received: remotes.flatMap((remote) =>
          stats
            .filter((stat) => stat.type === 'inbound-rtp' && stat.trackIdentifier === remote.track.id)
            .map((inbound) => receivedTrack(report, remote, inbound)),
        ),
        sent: stats.filter((stat) => stat.type === 'outbound-rtp').map((outbound) => sentTrack(report, outbound)),
      };
    },
  };
};
