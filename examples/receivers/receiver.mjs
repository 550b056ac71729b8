// Receives webhooks: verifies, drops duplicates, notices holes. Only what Node brings.
//
//     WEBHOOK_SECRET=whsec_... node receiver.mjs 8090
//
// A real receiver keeps `seen` and `last` in the database that it changes for the event, in the same transaction.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const SECRET = process.env.WEBHOOK_SECRET;
const TOLERANCE_SECONDS = 300;
const KEY = SECRET.startsWith('whsec_') ? Buffer.from(SECRET.slice(6), 'base64') : Buffer.from(SECRET);

const seen = new Set(); // event ids: the same event has the same id on every attempt
const last = new Map(); // room epoch -> room_seq of the last event of this room

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

function receive(headers, body) {
  if (!isGenuine(headers, body)) return 401;
  const id = headers['webhook-id'];
  if (seen.has(id)) {
    // Delivery is at least once. Answer 2xx, or it comes again.
    console.log('duplicate', id);
    return 204;
  }
  const room = headers['x-fishjam-room-epoch'];
  const before = Number(headers['x-fishjam-prev-seq']);
  if (last.has(room) && last.get(room) !== before) {
    console.log('gap', last.get(room), before, headers['x-fishjam-gap'] ?? 'not announced');
  }
  handle(body);
  seen.add(id);
  last.set(room, Number(headers['x-fishjam-room-seq'].split('-').pop()));
  console.log('handled', room, headers['x-fishjam-room-seq']);
  return 204;
}

// Yours. With a Fishjam SDK: `decodeServerNotifications(body)` gives the notifications.
function handle(body) {}

const server = createServer((request, response) => {
  const chunks = [];
  // The raw bytes are signed: collect them before any framework parses them.
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => response.writeHead(receive(request.headers, Buffer.concat(chunks))).end());
});
server.listen(Number(process.argv[2]), '127.0.0.1', () => console.log('listening', server.address().port));
