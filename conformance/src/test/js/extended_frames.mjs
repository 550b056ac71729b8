// Decodes notifications with field 1000 beside their content by the official SDK for JavaScript, unmodified.
//
//     PACKAGES=target/node node extended_frames.mjs frames.txt
//
// The file and what is printed are those of extended_frames.py.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const require = createRequire(resolve(process.env.PACKAGES, 'package.json'));
const { ServerMessage } = require('@fishjam-cloud/js-server-sdk');

const decode = (hex) => ServerMessage.toJSON(ServerMessage.decode(Buffer.from(hex, 'hex')));
const plains = [];
let inBatch = 0;

for (const line of readFileSync(process.argv[2], 'ascii').split('\n')) {
  const [kind, first, ...extended] = line.split(' ');
  const found = decode(first);
  if (kind === 'NOTIFICATION_BATCH') {
    inBatch = found.notificationBatch?.notifications.length ?? 0;
    if (inBatch > 0 && JSON.stringify(found.notificationBatch.notifications) !== JSON.stringify(plains)) {
      console.log(`the batch is ${JSON.stringify(found)}`);
      process.exit(1);
    }
    continue;
  }
  if (Object.keys(found).length > 0) {
    plains.push(found);
  }
  for (const frame of extended) {
    if (JSON.stringify(decode(frame)) !== JSON.stringify(found)) {
      console.log(`${kind}: ${frame} is ${JSON.stringify(decode(frame))} instead of ${JSON.stringify(found)}`);
      process.exit(1);
    }
  }
}
console.log(`known: ${plains.length}, in a batch: ${inBatch}`);
