// Where Python's package managers read overrides and constraints, and how ranges are written there.
import type { OverrideFiles, OverrideForm } from '../../shared/descriptor.js';
import { overridesIn } from '../../shared/overrideFiles.js';
import { majorLine, pythonRange } from '../versions/rangeEdits.js';
import { constraintsFile } from './constraintsFile.js';
import { pdmOverrides, uvConstraints } from './pyproject.js';

export const UV_CONSTRAINTS: OverrideFiles = overridesIn('pyproject.toml', { text: uvConstraints, narrows: true, rangeOf: narrowed });

export const PDM_OVERRIDES: OverrideFiles = overridesIn('pyproject.toml', {
  text: pdmOverrides,
  rangeOf: (_written, kind, target) => (kind === 'pin' ? `==${target}` : majorLine(target)),
});

/** A constraints file that requirements files include. */
export const PIP_CONSTRAINTS: OverrideForm = { text: constraintsFile, narrows: true, rangeOf: narrowed };

function narrowed(written: string | undefined, kind: 'pin' | 'raise', target: string): string | undefined {
  return pythonRange[kind](written ?? '', target);
}
