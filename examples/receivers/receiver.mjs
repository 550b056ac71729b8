// Receives webhooks: verifies, drops duplicates, notices holes. Only what Node brings.
//
//     WEBHOOK_SECRET=whsec_... node receiver.mjs 8090
//
// A real receiver keeps `seen` and `last` in the database that it changes for the event, in the same transaction. An
// endpoint with batches must have the format `json` here; each endpoint needs a receiver, or at least a `last`, of its own.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const SECRET = process.env.WEBHOOK_SECRET;
const TOLERANCE_SECONDS = 300;
const KEY = SECRET.startsWith('whsec_') ? Buffer.from(SECRET.slice(6), 'base64') : Buffer.from(SECRET);

const seen = new Set(); // event ids: the same event has the same id on every attempt
const last = new Map(); // epoch of a room -> room_seq of its last event

// Standard Webhooks: HMAC of `id.timestamp.body`; during a rotation there are two signatures, one of them ours.
function isGenuine(headers, body) {
  const sentAt = headers['webhook-timestamp'] ?? '';
  if (!/^\d+$/.test(sentAt) || Math.abs(Date.now() / 1000 - Number(sentAt)) > TOLERANCE_SECONDS) return false;
  const ours = createHmac('sha256', KEY).update(`${headers['webhook-id']}.${sentAt}.`).update(body).digest();
  return (headers['webhook-signature'] ?? '').split(' ').some((part) => {
    const given = Buffer.from(part.replace(/^v1,/, ''), 'base64');
    return given.length === ours.length && timingSafeEqual(given, ours);
  });
}

// The id and the room_seq of each event. Not of the batch: its members may come again in another one.
function events(headers, body) {
  const id = headers['x-fishjam-event-id'];
  if (id) return [{ id, seq: Number(headers['x-fishjam-room-seq']) }];
  return JSON.parse(body).notificationBatch.notifications.map(({ meta }) => ({ id: meta.eventId, seq: Number(meta.roomSeq) }));
}

function receive(headers, body) {
  if (!isGenuine(headers, body)) return 401;
  const room = headers['x-fishjam-room-epoch'];
  const found = events(headers, body);
  const fresh = found.filter(({ id }) => !seen.has(id));
  // What somebody had sent again comes out of turn: it says nothing about holes.
  const inTurn = !headers['x-fishjam-replay'];
  if (inTurn && !seen.has(found[0].id)) {
    const before = Number(headers['x-fishjam-prev-seq']);
    const announced = headers['x-fishjam-gap'];
    if (announced || (last.has(room) && last.get(room) !== before)) {
      console.log('gap', last.get(room), before, announced ?? 'not announced');
    }
  }
  if (fresh.length > 0) {
    handle(body, new Set(fresh.map(({ id }) => id)));
    fresh.forEach(({ id }) => seen.add(id));
    console.log('handled', room, fresh.map(({ seq }) => seq).join(','));
  } else {
    // Delivery is at least once. Answer 2xx, or it comes again.
    console.log('duplicate', headers['webhook-id']);
  }
  if (inTurn) last.set(room, Math.max(last.get(room) ?? 0, found.at(-1).seq));
  return 204;
}

// Yours: the event, or those of the batch that have these ids. A Fishjam SDK's `decodeServerNotifications(body)` decodes.
function handle(body, ids) {}

const server = createServer((request, response) => {
  const chunks = [];
  // The raw bytes are signed: collect them before any framework parses them.
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => response.writeHead(receive(request.headers, Buffer.concat(chunks))).end());
});
server.listen(Number(process.argv[2]), '127.0.0.1', () => console.log('listening', server.address().port));
