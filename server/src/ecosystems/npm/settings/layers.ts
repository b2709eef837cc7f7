import type { NpmSettings } from './settings.js';

/** One place that settings come from. */
export interface NpmLayer {
  /** As a problem names it: `.npmrc`, `~/.npmrc`, `the environment`. */
  readonly name: string;
  /** It lies in the workspace: whoever wrote what is looked at may have written it. */
  readonly isProject: boolean;
  /** Variables stand in it as they are written, because the project's package manager puts none in. */
  readonly leavesVariables?: true;
  readonly settings: NpmSettings;
  /** Clauses that fit behind the name and a colon. */
  readonly problems: readonly string[];
}

/** A setting and the layer that it comes from. */
export interface Setting {
  readonly values: readonly string[];
  readonly layer: NpmLayer;
}

/** The settings of a package manager's layers put together. */
export type MergedSettings = ReadonlyMap<string, Setting>;

/** Of each key the first layer's that has it. */
export function mergedSettings(layers: readonly NpmLayer[]): MergedSettings {
  return new Map(layers.toReversed().flatMap(layer => [...layer.settings].map(([key, values]) => [key, { values, layer }] as const)));
}

/** The value that counts of several. */
export function lastValue(setting: Setting | undefined): string | undefined {
  return setting?.values.at(-1);
}
