// What the public API of VS Code's Python extension tells: https://github.com/microsoft/vscode-python, src/client/api/types.ts. Another
// extension's answers are not relied on: whatever is missing, has another form or throws counts as not said.

/** A listener's registration. */
export interface Registration {
  dispose(): void;
}

export interface PythonEnvironments {
  /** @returns the path of the interpreter selected for a resource, or of an environment's folder where that has no interpreter */
  getActiveEnvironmentPath(resource: unknown): unknown;
  onDidChangeActiveEnvironmentPath?(listener: () => void): Registration;
}

/** A workspace folder: its URI as the server knows it, and what the extension is asked about. */
export interface AskedFolder {
  readonly uri: string;
  readonly resource: unknown;
}

/** The part of what the extension exports that is used here; undefined in versions without it. */
export function environmentsOf(exports: unknown): PythonEnvironments | undefined {
  const environments = guarded(() => (exports as { readonly environments?: unknown } | undefined)?.environments);
  return hasFunction(environments, 'getActiveEnvironmentPath') ? (environments as unknown as PythonEnvironments) : undefined;
}

/** The interpreters selected for these folders, by URI. Only absolute paths: a bare `python` is the extension's word for none. */
export function selectedInterpreters(environments: PythonEnvironments, folders: readonly AskedFolder[]): Record<string, string> {
  const selected = folders.map(({ uri, resource }) => {
    const answer = guarded(() => environments.getActiveEnvironmentPath(resource) as { readonly path?: unknown } | undefined);
    const path = guarded(() => answer?.path);
    return typeof path === 'string' && ABSOLUTE.test(path) ? [[uri, path]] : [];
  });
  return Object.fromEntries(selected.flat());
}

const ABSOLUTE = /^(?:\/|[a-z]:[\\/]|\\\\)/i;

/** Calls `changed` whenever another interpreter is selected; undefined where the extension does not tell. */
export function onInterpreterChange(environments: PythonEnvironments, changed: () => void): Registration | undefined {
  if (!hasFunction(environments, 'onDidChangeActiveEnvironmentPath')) return undefined;
  return guarded(() => environments.onDidChangeActiveEnvironmentPath?.(changed));
}

function hasFunction(value: unknown, name: string): boolean {
  return guarded(() => typeof (value as Readonly<Record<string, unknown>> | undefined)?.[name] === 'function') ?? false;
}

function guarded<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
