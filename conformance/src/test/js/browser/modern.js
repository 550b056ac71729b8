import { FishjamClient } from '@fishjam-cloud/ts-client';
import { offer } from './page.js';

offer({
  make: (reconnect) => new FishjamClient({ reconnect }),
  connect: (client, { host, token, metadata }) =>
    client.connect({ url: `ws://${host}`, token, peerMetadata: metadata }),
  addTrack: (client, track, metadata) => client.addTrack(track, metadata),
});
