// Checks signed webhooks of files of vectors with the verifiers that receivers in JavaScript use, unmodified.
//
//     PACKAGES=target/node node signatures.mjs vectors.json...
//
// Prints how often each was asked; ends with 1 and says where when one of them answers other than the vector.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const require = createRequire(resolve(process.env.PACKAGES, 'package.json'));
const { Webhook, WebhookVerificationError } = require('standardwebhooks');
const fishjam = require('@fishjam-cloud/js-server-sdk');

const asked = new Map();

// The rule of the SDK, for its releases that do not export it yet: one `sha256=` less, then compared as text.
function rule(body, signature, secret) {
  const expected = Buffer.from(createHmac('sha256', secret).update(body).digest('hex'));
  const given = Buffer.from(signature.trim().replace(/^sha256=/, ''));
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const name = fishjam.verifyWebhookSignature ? 'fishjam SDK' : "fishjam SDK's rule";
const verify = fishjam.verifyWebhookSignature ?? rule;

function standardWebhooks(secret, headers, body) {
  // The library takes another secret than `whsec_…` only as the bytes of its key.
  const webhook = secret.startsWith('whsec_') ? new Webhook(secret) : new Webhook(Buffer.from(secret), { format: 'raw' });
  try {
    webhook.verify(body, headers, { jsonParse: false });
    return true;
  } catch (failure) {
    if (failure instanceof WebhookVerificationError) return false;
    throw failure;
  }
}

function check(who, answer, expected, vector) {
  asked.set(who, (asked.get(who) ?? 0) + 1);
  if (answer !== expected) {
    console.log(`${who} answers ${answer} instead of ${expected}: ${vector.name}`);
    process.exit(1);
  }
}

for (const file of process.argv.slice(2)) {
  for (const vector of JSON.parse(readFileSync(file, 'utf8')).vectors) {
    const body = Buffer.from(vector.body, 'hex');
    const changed = Buffer.concat([body, Buffer.from(' ')]);
    Date.now = () => vector.timestamp * 1000;
    for (const { secret, legacy, standard } of vector.accept) {
      const signature = vector.headers['x-fishjam-signature-256'];
      check(name, verify(body, signature, secret), legacy, vector);
      check(`${name}, changed body`, verify(changed, signature, secret), false, vector);
      // The library reads a body as text, so it cannot check protobuf that is not UTF-8; the example can.
      if (Buffer.from(body.toString()).equals(body)) {
        check('standardwebhooks', standardWebhooks(secret, vector.headers, body), standard, vector);
        check('standardwebhooks, changed body', standardWebhooks(secret, vector.headers, changed), false, vector);
      } else {
        asked.set('not UTF-8', (asked.get('not UTF-8') ?? 0) + 1);
      }
    }
  }
}

for (const [who, count] of [...asked].sort()) console.log(`${who}: ${count}`);
