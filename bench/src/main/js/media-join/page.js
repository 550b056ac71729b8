// What the pages of run.mjs do: publish, or join and take the time of it. The client is the published one.
import { FishjamClient } from '@fishjam-cloud/ts-client';

// The client keeps its connection to itself.
let connected;
window.RTCPeerConnection = class extends window.RTCPeerConnection {
  constructor(configuration) {
    super(configuration);
    this.addEventListener('connectionstatechange', () => {
      if (this.connectionState === 'connected') connected ??= performance.now();
    });
  }
};

const join = (client, { url, token }) =>
  new Promise((resolve, reject) => {
    client.once('joined', resolve);
    client.once('authError', (reason) => reject(new Error(reason)));
    client.once('joinError', (reason) => reject(new Error(JSON.stringify(reason))));
    client.connect({ url, token, peerMetadata: null }).catch(reject);
  });

/** Publishes the fake camera; resolves when the server has taken it. */
window.publish = async (admission) => {
  const client = new FishjamClient({ reconnect: false });
  await join(client, admission);
  const camera = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 360, frameRate: 30 } });
  await client.addTrack(camera.getVideoTracks()[0], null);
};

/** Joins where one track of video is; resolves with milliseconds from the open socket to each stage. */
window.timeJoin = async (admission) => {
  const client = new FishjamClient({ reconnect: false });
  const times = {};
  client.once('socketOpen', () => (times.opened = performance.now()));
  const picture = new Promise((resolve, reject) =>
    client.once('trackReady', async ({ track }) => {
      times.answered = performance.now();
      const reader = new MediaStreamTrackProcessor({ track }).readable.getReader();
      const { value, done } = await reader.read();
      times.decoded = performance.now();
      value?.close();
      if (done) reject(new Error('the track ended'));
      else resolve();
    }),
  );
  await join(client, admission);
  times.joined = performance.now();
  await picture;
  client.disconnect();
  return [times.joined, times.answered, connected, times.decoded].map((stage) => stage - times.opened);
};
