import { membersAt, type TomlText, writtenAt } from '../../../syntax/toml/values.js';
import type { Exceptions, Limit } from '../../shared/cooldown.js';
import { type CooldownSettings, notRead, settingsOf } from '../../shared/cooldownSettings.js';
import { type DateReading, momentOf } from '../../shared/dates.js';
import { durationOf } from '../../shared/durations.js';
import { normalizeName } from '../names/packageName.js';

/** Where a TOML file has an `exclude-newer` and one for single packages, as uv and PDM do. */
export interface NewerThanKeys {
  readonly path: readonly string[];
  readonly all: string;
  readonly single: string;
  readonly dates: DateReading;
}

/** Reads both: a date or a length of time; for a single package also `false`, which exempts it. */
export function readNewerThan(toml: TomlText, { path, all, single, dates }: NewerThanKeys): CooldownSettings {
  const written = writtenAt(toml, ...path, all);
  const limit = written === undefined ? undefined : (limitOf(written, dates) ?? notRead(all, EXPECTED));
  const packages = new Map(
    membersAt(toml, ...path, single).map(([name, , value]) => [normalizeName(name), value === 'false' ? FREE : limitOf(value, dates)]),
  );
  const problems = [...packages.values()].includes(undefined) ? [notRead(`An entry of ${single}`, `${EXPECTED}, nor false`)] : [];
  return settingsOf(limit, packages.size === 0 ? undefined : exceptionsIn(packages), problems);
}

/** The same of one value that stands anywhere else, such as in the environment. */
export function newerThanOf(written: string, name: string, dates: DateReading): CooldownSettings {
  return settingsOf(limitOf(written, dates) ?? notRead(name, EXPECTED));
}

const EXPECTED = 'a date or a length of time';
/** No limit at all. */
const FREE: Limit = { age: 0 };

function limitOf(written: string, dates: DateReading): Limit | undefined {
  const age = durationOf(written);
  if (age !== undefined) return { age };
  const before = momentOf(written, dates);
  return before === undefined ? undefined : { before };
}

function exceptionsIn(packages: ReadonlyMap<string, Limit | undefined>): Exceptions {
  return { exempts: name => packages.get(name) === FREE, limitOf: name => packages.get(name) };
}
