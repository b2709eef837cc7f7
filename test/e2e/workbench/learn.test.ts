import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { applyQuickFix, editorOf, goTo, marked, openFile } from './page.js';
import { type Session, startSession } from './session.js';

describe('learning about a rule, in the real workbench', () => {
  let session: Session;

  beforeAll(async () => {
    session = await startSession();
    await openFile(session.page, 'package.json');
  });
  afterAll(() => session?.stop());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.picture(`failed-${task.name.replaceAll(/\W+/g, '-')}`);
  });

  it('leads from a squiggle to the page of its rule, which lies in the extension', async () => {
    const { page } = session;
    await expect.poll(() => marked(page, 'package.json')).toHaveLength(3);
    await editorOf(page, 'package.json').locator('.view-line').first().click();
    await goTo(page, ...placeOf(await textOf(session), '5.6.1'));
    await applyQuickFix(page, 'Explain: a malicious release', () => session.picture('learn-action'));
    const shown = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
    await shown.locator('h1', { hasText: 'malicious-release' }).waitFor();
    expect(await shown.locator('h2').allTextContents()).toContain('What happened once');
    await session.picture('learn');
  });

  it('from which the list of all rules, and the page of another, can be reached', async () => {
    const { page } = session;
    const shown = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
    await shown.locator('a', { hasText: 'All rules' }).click();
    await shown.locator('h1', { hasText: 'Rules' }).waitFor();
    await shown.locator('a', { hasText: 'lookalike-name' }).click();
    await shown.locator('h1', { hasText: 'lookalike-name' }).waitFor();
  });
});

async function textOf({ workspace }: Session): Promise<string> {
  return readFile(path.join(workspace, 'package.json'), 'utf8');
}

/** Line and column, from 1, of the first place where a word stands. */
function placeOf(text: string, word: string): [number, number] {
  const lines = text.slice(0, text.indexOf(word)).split('\n');
  return [lines.length, (lines.at(-1)?.length ?? 0) + 1];
}
