import type { OverrideFiles, OverrideForm } from './descriptor.js';

/** The one file that a package manager reads overrides in, where it is there. */
export function overridesIn(file: string, form: OverrideForm): OverrideFiles {
  return { files: [file], choose: ([text]) => (text === undefined ? undefined : { file, form }) };
}
