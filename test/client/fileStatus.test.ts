import { expect, it } from 'vitest';
import { fileStatus } from '../../client/src/fileStatus.js';
import type { OpenFileStatus, StatusParams } from '../../server/src/protocol/index.js';
import { status } from './report/values.js';

const URI = 'file:///shop/package.json';

function of(file: Partial<OpenFileStatus>, part: Partial<StatusParams> = {}) {
  return fileStatus(status({ ...part, open: [{ uri: URI, unknown: 0, unknownLocked: 0, ...file }] }), URI);
}

it('says whether a file is checked, and what can be done where it is not', () => {
  expect(of({})).toMatchObject({ text: 'Checked', isBusy: false, isWarning: false, action: { command: 'depwarden.showReport' } });
  expect(of({ checking: { done: 300, of: 1000 } }, { state: 'checking' })).toMatchObject({ text: 'Checking 300 of 1,000', isBusy: true });
  expect(of({ unknown: 3, unknownLocked: 52 }, { state: 'degraded', reasons: ['OSV answers HTTP 503'] })).toMatchObject({
    text: '3 direct, 52 locked not checked',
    detail: 'OSV answers HTTP 503',
    isWarning: true,
    action: { title: 'Try again', command: 'depwarden.tryAgain' },
  });
  expect(of({ unknown: 2 }, { state: 'offline' })).toMatchObject({
    text: 'Offline, 2 direct not checked',
    isWarning: true,
    action: { title: 'Resume network', command: 'depwarden.toggleNetwork' },
  });
  expect(of({}, { state: 'offline' })).toMatchObject({ text: 'Offline', isWarning: false });
});

it('says nothing of a file that the server says nothing of', () => {
  expect(fileStatus(status(), URI)).toBeUndefined();
  expect(fileStatus(undefined, URI)).toBeUndefined();
});
