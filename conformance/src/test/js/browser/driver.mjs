// Drives Chromium for BrowserDriver, over lines of JSON: requests on standard input, answers and news on standard output.
//
//     PACKAGES=target/browser node driver.mjs
//
//     {"id": 1, "page": 1, "open": "modern"}                 {"id": 1, "value": null}
//     {"id": 1, "page": 1, "open": "modern", "onlyTcp": true}
//     {"id": 2, "page": 1, "call": "join", "with": {...}}    {"id": 2, "value": {...}}  or  {"id": 2, "error": "..."}
//     {"id": 3, "page": 1, "close": true}                    {"id": 3, "value": null}
//                                                            {"page": 1, "event": {"name": "peerJoined", "values": [...]}}
//
// It ends, and Chromium with it, when its standard input does.
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const packages = resolve(process.env.PACKAGES);
const require = createRequire(join(packages, 'package.json'));
const { chromium } = require('playwright-core');
const { build } = require('esbuild');

const here = dirname(fileURLToPath(import.meta.url));
const pages = new Map();

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

/** One script per client, by file name. */
const bundles = async () => {
  const { outputFiles } = await build({
    entryPoints: ['modern', 'legacy', 'jellyfish'].map((client) => join(here, `${client}.js`)),
    bundle: true,
    write: false,
    outdir: here,
    nodePaths: [join(packages, 'node_modules')],
  });
  return new Map(outputFiles.map((file) => [basename(file.path), file.text]));
};

// From a real server on loopback: Chromium asks before other pages may connect to loopback, and cameras need an origin.
const serve = async (scripts) => {
  const server = createServer(({ url }, answer) => {
    const script = scripts.get(url.slice(1));
    answer.setHeader('Content-Type', script ? 'text/javascript' : 'text/html');
    answer.end(script ?? `<!doctype html><title>peer</title><body><script src="${url}.js"></script>`);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return `http://127.0.0.1:${server.address().port}`;
};

const launch = () =>
  chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    chromiumSandbox: process.getuid() !== 0,
    args: [
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      '--allow-loopback-in-peer-connection',
      '--autoplay-policy=no-user-gesture-required',
    ],
  });

const [origin, browser] = await Promise.all([bundles().then(serve), launch()]);

// As in a network that lets no UDP through: what the client was told of TURN over TCP is all that connections may use.
const allowOnlyTcp = () => {
  const overTcp = ({ urls }) => [urls].flat().every((url) => url.endsWith('?transport=tcp'));
  window.RTCPeerConnection = class extends window.RTCPeerConnection {
    constructor(configuration) {
      const iceServers = configuration.iceServers.filter(overTcp);
      super({ ...configuration, iceServers, iceTransportPolicy: 'relay' });
    }
  };
};

// A context of its own each, as if on machines of their own.
const open = async ({ page, open: client, onlyTcp }) => {
  const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
  if (onlyTcp) await context.addInitScript(allowOnlyTcp);
  const tab = await context.newPage();
  const tell = (name, ...values) => say({ page, event: { name, values } });
  tab.on('console', (line) => line.type() === 'error' && tell('consoleError', line.text()));
  tab.on('pageerror', (error) => tell('pageError', error.message));
  await tab.exposeFunction('told', ({ name, values }) => tell(name, ...values));
  await tab.goto(`${origin}/${client}`);
  await tab.waitForFunction(() => window.peer);
  pages.set(page, tab);
};

const close = async ({ page }) => {
  await pages.get(page).context().close();
  pages.delete(page);
};

const call = ({ page, call: method, with: given }) =>
  pages.get(page).evaluate(([name, argument]) => window.peer[name](argument), [method, given]);

const carryOut = (request) => (request.open ? open : request.close ? close : call)(request);

createInterface({ input: process.stdin })
  .on('line', async (line) => {
    const request = JSON.parse(line);
    try {
      say({ id: request.id, value: (await carryOut(request)) ?? null });
    } catch (failure) {
      say({ id: request.id, error: failure.message });
    }
  })
  .on('close', async () => {
    await browser.close();
    process.exit(0);
  });
