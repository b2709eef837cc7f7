import { appendedLines, type OverrideText } from '../../shared/overrideText.js';
import { parseRequirements } from '../manifests/requirements.js';

/** A constraints file (https://pip.pypa.io/en/stable/user_guide/#constraints-files): one line a package. */
export const constraintsFile: OverrideText = {
  read(text) {
    const { dependencies, problems } = parseRequirements(text);
    if (problems.some(({ level }) => level === 'error')) return undefined;
    return dependencies.map(({ name, origin, marker, hashes, specifierSpan }) => {
      const isPlain = origin.kind === 'registry' && marker === undefined && hashes === undefined;
      return { key: marker === undefined ? name : `${name};${marker}`, name, span: specifierSpan, ...(isPlain && { value: origin.range }) };
    });
  },
  insert: (text, key, value) => (/\\\r?\n?$/.test(text) ? undefined : [appendedLines(text, [key + value])]),
};
