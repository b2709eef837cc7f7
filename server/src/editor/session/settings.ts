import type { Connection } from 'vscode-languageserver';
import { readSettings, type Settings } from '../../policy/config.js';
import type { Logger } from '../../ports/index.js';
import { RULES_OF_USER } from '../../protocol/index.js';
import { messageOf } from '../../text/messageOf.js';

/** The settings in force, by scope: a workspace folder's URI, or `undefined` for what holds everywhere. */
export interface SettingsSource {
  /** What was last read of a scope, also while it is read anew; undefined before `load` has ended for the first time. */
  peek(scope: string | undefined): Settings | undefined;
  load(scope: string | undefined): Promise<Settings>;
  /** The client says that settings have changed; `pushed` is what it sent along, for clients that cannot be asked. */
  invalidate(pushed: unknown): void;
}

/** @param initial what stands in for the client's settings where it cannot be asked and has sent none */
export function createSettings(connection: Connection, canAsk: boolean, initial: unknown, logger: Logger): SettingsSource {
  const read = new Map<string | undefined, Settings>();
  let loading = new Map<string | undefined, Promise<Settings>>();
  let pushed = initial;

  async function ask(scope: string | undefined): Promise<Settings> {
    const asked = loading;
    const [section, http] = canAsk ? await answersOfClient(scope) : [pushed];
    const { settings, problems } = readSettings(section, http, rulesOfUserIn(section));
    for (const problem of problems) logger.warn(problem);
    if (asked === loading) read.set(scope, settings);
    return settings;
  }

  /** The section of Depwarden, and the editor's own of its connections. */
  async function answersOfClient(scope: string | undefined): Promise<readonly unknown[]> {
    const at = scope === undefined ? {} : { scopeUri: scope };
    try {
      return await connection.workspace.getConfiguration([
        { section: 'depwarden', ...at },
        { section: 'http', ...at },
      ]);
    } catch (error) {
      logger.warn(`The client does not tell its settings: ${messageOf(error)}`);
      return [pushed];
    }
  }

  return {
    peek: scope => read.get(scope),
    load: scope => {
      const known = loading.get(scope) ?? ask(scope);
      loading.set(scope, known);
      return known;
    },
    invalidate: value => {
      loading = new Map();
      pushed = sectionOf(value) ?? pushed;
    },
  };
}

function rulesOfUserIn(section: unknown): unknown {
  return typeof section === 'object' && section !== null ? (section as Readonly<Record<string, unknown>>)[RULES_OF_USER] : undefined;
}

function sectionOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'depwarden' in value ? value.depwarden : undefined;
}
