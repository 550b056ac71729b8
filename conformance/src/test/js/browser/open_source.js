import { offer } from './page.js';

/** Jellyfish and the first Fishjam: one client under two names. */
export const offerClient = (Client) =>
  offer({
    make: (reconnect) => new Client({ reconnect }),
    connect: (client, { host, token, metadata }) =>
      client.connect({ signaling: { protocol: 'ws', host }, token, peerMetadata: metadata }),
    addTrack: (client, track, metadata) => client.addTrack(track, new MediaStream([track]), metadata),
  });
