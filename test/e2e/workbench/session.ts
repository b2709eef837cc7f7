// One real workbench with the packaged extension, a copy of the examples open in it, and a browser that shows it.
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { findChromium, launchChromium } from '../../../scripts/workbench/browser.mjs';
import { installWorkbench } from '../../../scripts/workbench/install.mjs';
import { startServer } from '../../../scripts/workbench/server.mjs';
import { PATIENCE } from '../../support/limits.mjs';
import type { Services } from '../../support/services/index.js';
import { startWorld } from './world.js';

export const ROOT = path.resolve(import.meta.dirname, '../../..');

const PICTURES = path.join(ROOT, 'test/pictures');
const APPEARANCE = {
  'security.workspace.trust.enabled': false,
  'files.autoSave': 'off',
  'files.simpleDialog.enable': true,
  'editor.minimap.enabled': false,
  'editor.fontSize': 14,
  'window.commandCenter': false,
  'workbench.layoutControl.enabled': false,
  'depwarden.scan.onOpen': 'off',
};

export interface Session {
  readonly page: Page;
  /** The copy of the examples that is open. */
  readonly workspace: string;
  /** Changes settings of the user, beside those that the session began with. */
  settings(values: Readonly<Record<string, unknown>>): Promise<void>;
  /** Keeps what is to be seen now as `test/pictures/NAME.png`. */
  picture(name: string): Promise<void>;
  stop(): Promise<void>;
}

export interface SessionOptions {
  /** Settings of the editor beside those that keep it quiet. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Changes what the services know. */
  teach?(services: Services): void;
}

/** @param prepare changes the copy of the examples before it is opened */
export async function startSession(prepare?: (workspace: string) => Promise<unknown>, options: SessionOptions = {}): Promise<Session> {
  const workbench = await installWorkbench(console.log);
  if (workbench.kind === 'missing') throw new Error(workbench.why);
  const chromium = await findChromium();
  if (chromium === undefined) throw new Error('no Chromium found');

  const endings: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of endings.splice(0).reverse()) await end();
  };
  try {
    const folder = await fs.realpath(await fs.mkdtemp(path.join(os.tmpdir(), 'depwarden-flows-')));
    endings.push(() => fs.rm(folder, { recursive: true, force: true, maxRetries: 10 }));
    const workspace = path.join(folder, 'examples');
    await fs.cp(path.join(ROOT, 'examples'), workspace, { recursive: true });
    await prepare?.(workspace);
    const world = await startWorld(path.join(folder, 'cache'), options.teach);
    endings.push(world.close);
    const vsix = path.join(ROOT, 'depwarden.vsix');
    const server = await startServer(workbench, {
      vsix,
      settings: { ...APPEARANCE, ...options.settings },
      machineSettings: world.settings,
    });
    endings.push(server.stop);
    const browser = await launchChromium(chromium);
    endings.push(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1180, height: 760 }, deviceScaleFactor: 1.5 });
    page.setDefaultTimeout(PATIENCE);
    await page.goto(server.url({ folder: workspace }), { waitUntil: 'domcontentloaded' });
    await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'package.json' }).waitFor();
    const userSettings = path.join(server.root, 'data/User/settings.json');
    return { page, workspace, settings: values => changeSettings(userSettings, values), picture: name => takePicture(page, name), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function changeSettings(file: string, values: Readonly<Record<string, unknown>>): Promise<void> {
  const before: unknown = JSON.parse(await fs.readFile(file, 'utf8'));
  await fs.writeFile(file, JSON.stringify({ ...(before as object), ...values }));
}

async function takePicture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
}
