import type { InterpretersParams } from '../../protocol/index.js';
import { pathOf } from './uris.js';

/** The Python interpreters that the client says are selected, by workspace folder. */
export interface Interpreters {
  /** What the client says takes the place of all it has said before. Gives whether anything is otherwise now. */
  selected(params: InterpretersParams): boolean;
  /** @param folder path of a workspace folder */
  of(folder: string): string | undefined;
}

export function createInterpreters(): Interpreters {
  let chosen: ReadonlyMap<string, string> = new Map();
  return {
    selected: ({ interpreters }) => {
      const last = chosen;
      chosen = new Map(Object.entries(interpreters).map(([uri, path]) => [pathOf(uri), path]));
      return last.size !== chosen.size || [...chosen].some(([folder, path]) => last.get(folder) !== path);
    },
    of: folder => chosen.get(folder),
  };
}
