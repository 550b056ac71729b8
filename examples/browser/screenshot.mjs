// Two browsers join the room of this example, see each other, and are photographed side by side; see `screenshot`.
//
//     PACKAGES=../../conformance/target/browser node screenshot.mjs URL FILE
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const require = createRequire(join(resolve(process.env.PACKAGES), 'package.json'));
const { chromium } = require('playwright-core');

const [url, file] = process.argv.slice(2);
const WINDOW = { width: 760, height: 370 };

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  chromiumSandbox: process.getuid() !== 0,
  args: [
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    '--allow-loopback-in-peer-connection',
    '--autoplay-policy=no-user-gesture-required',
  ],
});

/** Joins as a person does. The server and the backend may still be starting. */
const enter = async (name) => {
  const context = await browser.newContext({ viewport: WINDOW, permissions: ['camera', 'microphone'] });
  const page = await context.newPage();
  for (let attempt = 1; ; attempt++) {
    try {
      await page.goto(url);
      await page.fill('input[name=name]', name);
      await page.click('button');
      await page.waitForFunction(() => document.getElementById('status').textContent.startsWith('You are in'));
      return page;
    } catch (refused) {
      if (attempt === 30) throw refused;
      await new Promise((later) => setTimeout(later, 1000));
    }
  }
};

/** Waits until the page shows both people, in pictures that move. */
const seesBoth = (page) =>
  page.waitForFunction(() => {
    const pictures = [...document.querySelectorAll('video')];
    return pictures.length === 2 && pictures.every((picture) => picture.videoWidth > 0 && picture.currentTime > 2);
  });

try {
  const pages = [await enter('Ada'), await enter('Bob')];
  await Promise.all(pages.map(seesBoth));
  const pictures = await Promise.all(pages.map((page) => page.screenshot()));

  const context = await browser.newContext({ viewport: { width: WINDOW.width * 2 + 48, height: WINDOW.height + 60 } });
  const wall = await context.newPage();
  const windows = pictures.map(
    (picture) =>
      `<div><p>${new URL(url).host}</p><img src="data:image/png;base64,${picture.toString('base64')}"></div>`,
  );
  await wall.setContent(`<style>
    body { display: flex; gap: 16px; margin: 16px; background: #cdd5df; font: 13px sans-serif; }
    div { background: #fff; border-radius: 8px 8px 0 0; overflow: hidden; }
    p { margin: 0; padding: 6px 12px; background: #e9edf2; color: #445; }
    img { display: block; }
  </style>${windows.join('')}`);
  await wall.screenshot({ path: file });
} finally {
  await browser.close();
}
