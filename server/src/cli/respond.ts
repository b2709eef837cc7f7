import { learnMalice, type Malice } from '../analysis/malwareVerdict.js';
import { composeWorld, type World } from '../compose/index.js';
import { ECOSYSTEM_IDS, ECOSYSTEMS } from '../ecosystems/index.js';
import type { Ecosystem } from '../model/index.js';
import { DEFAULT_SETTINGS } from '../policy/config.js';
import { responseText } from '../reports/response.js';
import { messageOf } from '../text/messageOf.js';
import type { RespondArguments } from './arguments.js';
import { writeReport } from './output.js';
import { fail, stderrLogger, stopOnInterrupt } from './process.js';

/**
 * Runs `depwarden respond`. Resolves with the exit status (docs/cli.md): 0 also where nothing says that the release is malicious, but 3 where
 * that could not be checked.
 */
export async function runRespond(args: RespondArguments): Promise<number> {
  const signal = stopOnInterrupt();
  const world = composeWorld({ ...DEFAULT_SETTINGS, advisoriesSource: args.advisories }, process.env, stderrLogger, {
    rootOf: () => process.cwd(),
  });
  try {
    const answers = await Promise.all(ecosystemsOf(args).map(ecosystem => learn(ecosystem, args, world, signal)));
    const known = answers.filter(({ advisories }) => advisories.length > 0);
    const shown = known.length > 0 ? known : mostTelling(answers);
    const pages = await Promise.all(shown.map(malice => page(malice, args, world, signal)));
    await writeReport(pages.join('\n'), undefined);
    return known.length === 0 && shown.some(({ unknown }) => unknown !== undefined) ? 3 : 0;
  } catch (error) {
    return fail(messageOf(error));
  } finally {
    await world.close();
  }
}

/** Without a prefix all that can hold such a name: one in a scope is of those that have scopes. */
function ecosystemsOf({ ecosystem, name }: RespondArguments): readonly Ecosystem[] {
  if (ecosystem !== undefined) return [ecosystem];
  return name.startsWith('@') ? ECOSYSTEM_IDS.filter(id => ECOSYSTEMS[id].names.scopes) : ECOSYSTEM_IDS;
}

function learn(ecosystem: Ecosystem, { name, version, offline }: RespondArguments, { facts }: World, signal: AbortSignal): Promise<Malice> {
  const normalized = ECOSYSTEMS[ecosystem].normalizeName(name);
  return learnMalice({ ecosystem, name: normalized, version }, { facts, clock: Date.now }, { offline }, signal);
}

async function page(malice: Malice, { format }: RespondArguments, { heldInCaches }: World, signal: AbortSignal): Promise<string> {
  const cached = malice.advisories.length > 0 ? await heldInCaches(malice, signal) : [];
  return responseText(malice, { format, found: { paths: [], left: [], cached } });
}

/** Where nobody knows the release, one sentence is enough: the one that tells of a doubt. */
function mostTelling(answers: readonly Malice[]): readonly Malice[] {
  return [answers.find(({ unknown }) => unknown !== undefined) ?? answers[0]].filter(malice => malice !== undefined);
}
