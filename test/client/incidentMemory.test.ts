import { expect, it } from 'vitest';
import { isNews, type Memory, mute } from '../../client/src/incidentMemory.js';

function memoryOf(values = new Map<string, unknown>()): Memory {
  return {
    get: (key, fallback) => (values.get(key) as typeof fallback) ?? fallback,
    update: async (key, value) => void values.set(key, value),
  };
}

const LITELLM = { ecosystem: 'PyPI', package: 'litellm', version: '1.82.8', where: '.venv', environment: '/shop/.venv' } as const;
const ELSEWHERE = { ...LITELLM, environment: '/blog/.venv' };

it('tells of each installed release once on a machine, also after a restart', () => {
  const memory = memoryOf();
  expect([isNews(memory, LITELLM), isNews(memory, LITELLM)]).toEqual([true, false]);
  expect(isNews(memory, ELSEWHERE)).toBe(true);
  expect(isNews(memory, { ...LITELLM, version: '1.82.7' })).toBe(true);
});

it('tells nowhere of a release that is not to be shown again', () => {
  const memory = memoryOf();
  isNews(memory, LITELLM);
  mute(memory, LITELLM);
  expect(isNews(memory, ELSEWHERE)).toBe(false);
  expect(isNews(memory, { ...ELSEWHERE, version: '1.82.7' })).toBe(true);
});

it('holds where what was kept is of another kind', () => {
  const memory = memoryOf(new Map<string, unknown>([['incidents.told', 5]]));
  expect([isNews(memory, LITELLM), isNews(memory, LITELLM)]).toEqual([true, false]);
});
