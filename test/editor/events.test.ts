import { expect, it } from 'vitest';
import { createEmitter, type Reactions } from '../../server/src/editor/session/events.js';

it('reacts to an event at once, with what is told of it', () => {
  const seen: unknown[] = [];
  const { emit, connect } = createEmitter();
  connect(reactionsTo((event, data) => seen.push([event, ...data])));
  emit('documentOpened', 'file:///a');
  emit('trustChanged');
  emit('filesChanged', ['file:///b', 'file:///c']);
  expect(seen).toEqual([['documentOpened', 'file:///a'], ['trustChanged'], ['filesChanged', ['file:///b', 'file:///c']]]);
});

it('loses no event: before anybody can react it is an error', () => {
  expect(() => createEmitter().emit('trustChanged')).toThrow('trustChanged before anybody can react');
});

function reactionsTo(seen: (event: string, data: readonly unknown[]) => void): Reactions {
  const get =
    (_: unknown, event: string) =>
    (...data: unknown[]): void =>
      seen(event, data);
  return new Proxy<Record<string, unknown>>({}, { get }) as unknown as Reactions;
}
