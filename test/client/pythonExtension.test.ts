import { describe, expect, it } from 'vitest';
import { environmentsOf, onInterpreterChange, type PythonEnvironments, selectedInterpreters } from '../../client/src/pythonExtension.js';

const fails = (): never => {
  throw new Error('not now');
};
const FOLDERS = [
  { uri: 'file:///w/one', resource: 'one' },
  { uri: 'file:///w/two', resource: 'two' },
];

function selected(answers: Readonly<Record<string, unknown>>): Record<string, string> {
  return selectedInterpreters({ getActiveEnvironmentPath: resource => answers[String(resource)] }, FOLDERS);
}

describe('what the Python extension exports', () => {
  it.each([
    [undefined],
    [null],
    ['an older API'],
    [{}],
    [{ environments: null }],
    [{ environments: { getActiveEnvironmentPath: '/usr/bin/python3' } }],
    [Object.defineProperty({}, 'environments', { get: fails })],
  ])('%j is not used', exports => {
    expect(environmentsOf(exports)).toBeUndefined();
  });

  it('is used as it is where it has the function', () => {
    const environments = { getActiveEnvironmentPath: () => undefined };
    expect(environmentsOf({ environments })).toBe(environments);
  });
});

describe('the interpreters selected', () => {
  it.each(['/venvs/a/bin/python', 'C:\\venvs\\a\\Scripts\\python.exe', 'c:/venvs/a/python.exe', '\\\\host\\share\\python.exe'])(
    'are told by folder: %s',
    path => {
      expect(selected({ one: { id: 'one', path } })).toEqual({ 'file:///w/one': path });
    },
  );

  it.each([[{ path: 'python' }], [{ path: '' }], [{ path: 5 }], [{}], [null], [undefined], ['/venvs/a/bin/python']])(
    '%j says of no interpreter, and leaves the others alone',
    answer => {
      expect(selected({ one: answer, two: { path: '/venvs/b/bin/python' } })).toEqual({ 'file:///w/two': '/venvs/b/bin/python' });
    },
  );

  it('are none where the extension fails', () => {
    expect(selectedInterpreters({ getActiveEnvironmentPath: fails }, FOLDERS)).toEqual({});
  });
});

describe('a change of interpreters', () => {
  it('is listened to with the object itself', () => {
    let changes = 0;
    const environments: PythonEnvironments & { readonly listeners: (() => void)[] } = {
      listeners: [],
      getActiveEnvironmentPath: () => undefined,
      onDidChangeActiveEnvironmentPath(listener) {
        this.listeners.push(listener);
        return { dispose: () => void this.listeners.pop() };
      },
    };
    const registration = onInterpreterChange(environments, () => changes++);
    for (const listener of environments.listeners) listener();
    expect(changes).toBe(1);
    registration?.dispose();
    expect(environments.listeners).toEqual([]);
  });

  it.each<[string, PythonEnvironments]>([
    ['tells of none', { getActiveEnvironmentPath: () => undefined }],
    ['fails', { getActiveEnvironmentPath: () => undefined, onDidChangeActiveEnvironmentPath: fails }],
  ])('is not waited for where the extension %s', (_, environments) => {
    expect(onInterpreterChange(environments, () => {})).toBeUndefined();
  });
});
