import { createAnalyzeLockfile } from '../../server/src/analysis/lockfile.js';
import { analyzeLockfileAlone } from '../../server/src/analysis/lockfileResult.js';
import { lockfileFormatOf } from '../../server/src/ecosystems/lockfiles.js';
import { diagnosticsOf } from '../../server/src/editor/features/diagnostics.js';
import { DEFAULT_POLICY, type RuleLevels } from '../../server/src/policy/config.js';
import { withOrigins } from '../../server/src/project/locks.js';
import { rangesIn } from '../../server/src/reports/positions.js';
import { PUBLIC_ORIGINS } from './origins.js';

/** What an open lockfile shows where nobody knows of an advisory: `TEXT LEVEL RULE: MESSAGE`. registry.example is the registry. */
export function readLockDiagnostics(path: string, text: string, levels: RuleLevels = {}): readonly string[] {
  const parsed = lockfileFormatOf(path)?.parse(text);
  if (!parsed) throw new Error(`${path} is no lockfile`);
  const lockfile = withOrigins(parsed, path, PUBLIC_ORIGINS);
  const nothing = { kind: 'absent', fetchedAt: 0 } as const;
  const result = analyzeLockfileAlone(
    { path, lockfile, member: '' },
    text,
    { told: new Set(), isAlone: true },
    { peek: () => ({ registry: nothing, advisories: nothing }), revision: () => 0 },
    { analyzeLockfile: createAnalyzeLockfile(() => 0) },
    { ...DEFAULT_POLICY, rules: levels },
  );
  const lines = text.split('\n');
  return diagnosticsOf(result, path, rangesIn(text), () => undefined).map(({ range, severity, code, message }) => {
    const marked = lines[range.start.line]?.slice(range.start.character, range.end.character);
    return `${marked} ${['', 'error', 'warning', 'information', 'hint'][severity ?? 0]} ${code}: ${message}`;
  });
}
