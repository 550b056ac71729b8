// Joins the room, publishes camera and microphone, and shows everybody who is there. Everything about the server is the
// client's affair; a page adds tracks and plays those it is given.
import { FishjamClient } from '@fishjam-cloud/ts-client';

const people = document.getElementById('people');
const status = document.getElementById('status');
const entrance = document.getElementById('entrance');

/** The frame of a person, made when the first track of theirs comes. */
const frameOf = (id, name) => {
  const known = document.getElementById(id);
  if (known) return known;
  const frame = document.createElement('figure');
  frame.id = id;
  const caption = document.createElement('figcaption');
  caption.textContent = name;
  frame.append(caption);
  people.append(frame);
  return frame;
};

const play = (frame, id, track, muted) => {
  document.getElementById(id)?.remove();
  const player = document.createElement(track.kind);
  player.id = id;
  player.autoplay = true;
  player.playsInline = true;
  player.muted = muted;
  player.srcObject = new MediaStream([track]);
  frame.prepend(player);
};

/** Asks our own backend, which alone has the server's token, for a token of a new peer. */
const admission = async () => {
  const answer = await fetch('/join', { method: 'POST' });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
};

const join = async (name) => {
  const camera = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 640, height: 480 } });
  camera.getTracks().forEach((track) => play(frameOf('self', `${name} (you)`), `self-${track.kind}`, track, true));

  const client = new FishjamClient();
  client.on('joined', async () => {
    status.textContent = 'You are in the room. Open this page in a second window.';
    for (const track of camera.getTracks()) {
      await client.addTrack(track, { type: track.kind === 'video' ? 'camera' : 'microphone', paused: false });
    }
  });
  client.on('trackReady', ({ endpoint, trackId, track }) =>
    play(frameOf(endpoint.id, endpoint.metadata?.peer?.name ?? endpoint.id), trackId, track, false),
  );
  client.on('trackRemoved', ({ trackId }) => document.getElementById(trackId)?.remove());
  client.on('peerLeft', ({ id }) => document.getElementById(id)?.remove());
  client.on('authError', (reason) => (status.textContent = `The server refuses: ${reason}`));
  client.on('socketClose', ({ code, reason }) => (status.textContent = `The connection is closed: ${reason || code}`));

  const { url, token } = await admission();
  await client.connect({ url, token, peerMetadata: { name } });
};

entrance.addEventListener('submit', (event) => {
  event.preventDefault();
  entrance.hidden = true;
  join(new FormData(entrance).get('name')).catch((problem) => {
    entrance.hidden = false;
    status.textContent = problem.message;
  });
});
