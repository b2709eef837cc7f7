import { describe, expect, it } from 'vitest';
import { groupAdvisories } from '../../server/src/advisories/group.js';
import { incidentsOf } from '../../server/src/advisories/incidents.js';
import {
  type Installed,
  installedHeadline,
  installedMessage,
  leftBehindMessage,
  suspiciousFileMessage,
} from '../../server/src/rules/maliciousInstalled.js';

const LITELLM: Installed = {
  ecosystem: 'PyPI',
  name: 'litellm',
  version: '1.82.8',
  where: '.venv',
  everyRelease: false,
  advisories: [],
  left: [],
};
const LONG = 'x'.repeat(500);
const EVIL = 'a\u202eb\u001b[31m\n';

describe('what is said of an installed release', () => {
  it.each([
    [{}, 'litellm 1.82.8 is installed in .venv: a compromised release.'],
    [{ everyRelease: true }, 'litellm 1.82.8 is installed in .venv: a malicious package.'],
    [{ left: ['a.pth', 'b.pth'] }, 'litellm 1.82.8 is installed in .venv: a compromised release. It left a.pth and b.pth.'],
  ])('with %j', (changes, expected) => {
    expect(installedMessage({ ...LITELLM, ...changes })).toBe(expected);
  });

  it('is its headline first', () => {
    expect(installedMessage(LITELLM)).toBe(`${installedHeadline(LITELLM)}.`);
  });

  it('shows the end of a long place', () => {
    const where = `services/${'deep/'.repeat(20)}backend/.venv`;
    expect(installedMessage({ ...LITELLM, where })).toContain('/backend/.venv: a compromised release.');
  });
});

describe('what is said of a file', () => {
  it.each([
    [[], undefined, 'a.pth in .venv runs code whenever Python starts and belongs to no installed distribution.'],
    [
      ['decodes hidden data', 'starts a process'],
      'some-tool',
      'a.pth in .venv runs code whenever Python starts and came with some-tool: it decodes hidden data and starts a process.',
    ],
    [
      ['decodes hidden data', 'runs text as code', 'starts a process', 'uses the network'],
      undefined,
      'a.pth in .venv runs code whenever Python starts and belongs to no installed distribution: it decodes hidden data, runs text as code and starts a process.',
    ],
  ])('that does %j and came with %s', (signs, owner, expected) => {
    expect(suspiciousFileMessage('a.pth', '.venv', signs, owner)).toBe(expected);
  });
});

describe('every message', () => {
  it.each([LONG, EVIL, 'x y '.repeat(99)])('is under 160 characters and plain, whatever things are called', name => {
    const messages = [
      installedMessage({
        ...LITELLM,
        advisories: groupAdvisories(incidentsOf(LITELLM)),
        name,
        version: name,
        where: name,
        left: [name, name, name],
      }),
      leftBehindMessage(name, name, { ecosystem: 'PyPI', name }, [name]),
      suspiciousFileMessage(name, name, ['decodes hidden data', 'uses the network'], undefined),
      suspiciousFileMessage(name, name, ['decodes hidden data', 'uses the network'], name),
    ];
    for (const message of messages) {
      expect(message.length, message).toBeLessThan(160);
      expect(message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
  });
});
