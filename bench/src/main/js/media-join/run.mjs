// Times joins for the scenario media-join: one page publishes a picture, and one after the other joins and sees it.
//
//     PACKAGES=conformance/target/browser node run.mjs URL PUBLISHER-TOKEN TOKEN...
//
// Prints a line for each token: milliseconds from the open socket to the join, the answer, the connection, and the
// first decoded frame. Each join is a page of its own, as of a browser that has just started.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = resolve(process.env.PACKAGES);
const require = createRequire(join(packages, 'package.json'));
const { chromium } = require('playwright-core');
const { build } = require('esbuild');

const here = dirname(fileURLToPath(import.meta.url));
const [url, publisher, ...joining] = process.argv.slice(2);

const { outputFiles } = await build({
  entryPoints: [join(here, 'page.js')],
  bundle: true,
  write: false,
  nodePaths: [join(packages, 'node_modules')],
});
const script = outputFiles[0].text;

// From a real server on loopback: cameras need an origin.
const server = createServer((request, answer) => {
  const isScript = request.url === '/page.js';
  answer.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
  answer.end(isScript ? script : '<!doctype html><title>peer</title><script src="/page.js"></script>');
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  chromiumSandbox: process.getuid() !== 0,
  args: [
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    '--allow-loopback-in-peer-connection',
  ],
});

const open = async () => {
  // Who may not use a camera has no address to offer on loopback.
  const context = await browser.newContext({ permissions: ['camera'] });
  const page = await context.newPage();
  page.on('pageerror', (error) => console.error(error.message));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  return page;
};

try {
  const publishing = await open();
  await publishing.evaluate((admission) => window.publish(admission), { url, token: publisher });
  for (const token of joining) {
    const page = await open();
    const stages = await page.evaluate((admission) => window.timeJoin(admission), { url, token });
    console.log(stages.map((stage) => stage.toFixed(1)).join(' '));
    await page.context().close();
  }
} finally {
  await browser.close();
  server.close();
}
