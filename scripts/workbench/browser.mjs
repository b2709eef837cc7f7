// Finds a Chromium that can show the workbench.
import { constants } from 'node:fs';
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome.exe', 'msedge.exe'];
const MAC = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'];
const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** The browser's executable, or undefined where none is found: CHROMIUM, the PATH, the usual places, Playwright's cache. */
export async function findChromium() {
  const onPath = (process.env.PATH ?? '').split(path.delimiter).flatMap(folder => NAMES.map(name => path.join(folder, name)));
  const candidates = [process.env.CHROMIUM, ...onPath, '/usr/bin/chromium', '/snap/bin/chromium', ...MAC, ...(await playwrightBrowsers())];
  for (const candidate of candidates) {
    if (candidate && (await isExecutable(candidate))) return candidate;
  }
  return undefined;
}

/** Starts it without a window. Root, as in a container, has no sandbox to start it in. */
export function launchChromium(executablePath) {
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox', ...QUIET] : QUIET });
}

async function playwrightBrowsers() {
  const folder = process.env.PLAYWRIGHT_BROWSERS_PATH ?? path.join(os.homedir(), '.cache/ms-playwright');
  const entries = await fs.readdir(folder).catch(() => []);
  const inside = [
    'chrome-linux/chrome',
    'chrome-linux64/chrome',
    'chrome-linux/headless_shell',
    'chrome-headless-shell-linux64/chrome-headless-shell',
  ];
  return entries.filter(name => name.startsWith('chromium')).flatMap(name => inside.map(file => path.join(folder, name, file)));
}

function isExecutable(file) {
  return fs.access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
