import type { RuleLevels } from '../../server/src/policy/config.js';
import { judgeLockfile } from '../../server/src/analysis/lockedReleases.js';
import { lockfileFormatOf } from '../../server/src/ecosystems/lockfiles.js';
import { withOrigins } from '../../server/src/project/locks.js';
import { lockDiagnosticsOf } from '../../server/src/editor/features/lockDiagnostics.js';
import { rangesIn } from '../../server/src/reports/positions.js';
import { PUBLIC_ORIGINS } from './origins.js';

/** What an open lockfile shows where nobody knows of an advisory: `TEXT LEVEL RULE: MESSAGE`. registry.example is the registry. */
export function readLockDiagnostics(path: string, text: string, levels: RuleLevels = {}): readonly string[] {
  const parsed = lockfileFormatOf(path)?.parse(text);
  if (!parsed) throw new Error(`${path} is no lockfile`);
  const lockfile = withOrigins(parsed, path, PUBLIC_ORIGINS);
  const nothing = { kind: 'absent', fetchedAt: 0 } as const;
  const judgement = judgeLockfile(lockfile, () => ({ registry: nothing, advisories: nothing }), 0);
  const lines = text.split('\n');
  return lockDiagnosticsOf(judgement, lockfile.problems, rangesIn(text), levels).map(({ range, severity, code, message }) => {
    const marked = lines[range.start.line]?.slice(range.start.character, range.end.character);
    return `${marked} ${['', 'error', 'warning', 'information', 'hint'][severity ?? 0]} ${code}: ${message}`;
  });
}
