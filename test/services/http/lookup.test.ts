import { lookup as systemLookup } from 'node:dns';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createLookup } from '../../../server/src/services/http/lookup.js';

vi.mock('node:dns', () => ({ lookup: vi.fn() }));

type Callback = (error: Error | null, addresses: { address: string; family: number }[]) => void;
const asked = vi.mocked(systemLookup) as unknown as ReturnType<typeof vi.fn<(host: string, options: object, callback: Callback) => void>>;
const ADDRESSES = [
  { address: '192.0.2.1', family: 4 },
  { address: '2001:db8::1', family: 6 },
];

function resolve(host: string, lookup = createLookup(), options: object = {}): Promise<unknown[]> {
  return new Promise(done => lookup(host, options, (...answer) => done(answer)));
}

describe('name look-ups', () => {
  beforeEach(() => {
    asked.mockReset();
    asked.mockImplementation((_host, _options, callback) => setImmediate(callback, null, ADDRESSES));
  });

  it('of one host at the same time are one question', async () => {
    const lookup = createLookup();
    const answers = await Promise.all([
      resolve('a.example', lookup),
      resolve('a.example', lookup, { all: true }),
      resolve('b.example', lookup),
    ]);
    expect(answers).toEqual([
      [null, '192.0.2.1', 4],
      [null, ADDRESSES],
      [null, '192.0.2.1', 4],
    ]);
    expect(asked.mock.calls.map(([host]) => host)).toEqual(['a.example', 'b.example']);
    await resolve('a.example', lookup);
    expect(asked).toHaveBeenCalledTimes(3);
  });

  it('that fail say so to all, and are asked again later', async () => {
    const error = new Error('ENOTFOUND');
    asked.mockImplementation((_host, _options, callback) => setImmediate(callback, error, []));
    const lookup = createLookup();
    expect(await Promise.all([resolve('a.example', lookup), resolve('a.example', lookup)])).toEqual([
      [error, ''],
      [error, ''],
    ]);
    expect(asked).toHaveBeenCalledTimes(1);
    await resolve('a.example', lookup);
    expect(asked).toHaveBeenCalledTimes(2);
  });
});
