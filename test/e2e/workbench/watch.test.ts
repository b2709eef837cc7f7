import fs from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { QUIETLOG, QUIETLOG_RECORD, type Services } from '../../support/services/index.js';
import { closeEditor, editorOf, marked, openFile, runCommand } from './page.js';
import { type Session, startSession } from './session.js';

const MESSAGE = 'quietlog 1.82.7 is now known as malicious (MAL-2026-9144)';

/** A pin that was clean when the window was opened: the advisory service changes its mind, and nobody types. */
describe('what turns malicious while the window is open', () => {
  let session: Session;
  let services: Services;

  beforeAll(async () => {
    session = await startSession(workspace => fs.writeFile(path.join(workspace, 'constraints.txt'), 'quietlog==1.82.7\n'), {
      teach: given => {
        services = given;
        services.pypi.projects.set('quietlog', QUIETLOG);
      },
    });
    await openFile(session.page, 'constraints.txt');
  });
  afterAll(() => session?.stop());
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await session.picture(`failed-${task.name.replaceAll(/\W+/g, '-')}`);
  });

  it('is marked and told in one message, without an edit', async () => {
    const { page } = session;
    await expect.poll(() => services.osv.requests.some(({ body }) => body.includes('quietlog'))).toBe(true);
    expect(await marked(page, 'constraints.txt')).toEqual([]);
    services.osv.records.set(QUIETLOG_RECORD.id, QUIETLOG_RECORD);
    await runCommand(page, 'Depwarden: Check Again Now');
    const messages = page.locator('.notification-toast', { hasText: MESSAGE });
    await messages.first().waitFor();
    expect(await messages.count()).toBe(1);
    await expect.poll(() => marked(page, 'constraints.txt')).toEqual([{ severity: 'error', text: '==1.82.7' }]);
    await session.picture('watch');
  });

  it('is shown by one button, and what to do by the other', async () => {
    const { page } = session;
    await closeEditor(page, 'constraints.txt');
    const message = page.locator('.notification-toast', { hasText: MESSAGE });
    await message.getByRole('button', { name: 'What to do' }).waitFor();
    await message.getByRole('button', { name: 'Show', exact: true }).click();
    await editorOf(page, 'constraints.txt').locator('.view-line', { hasText: 'quietlog' }).waitFor();
    await expect.poll(() => marked(page, 'constraints.txt')).toHaveLength(1);
  });
});
