import type { PrivateRegistryPlace } from '../shared/descriptor.js';

/**
 * Python's tools name indexes in the manifest itself: pip by an option of the requirements file, uv by `[[tool.uv.index]]`
 * (https://docs.astral.sh/uv/concepts/indexes/), Pipenv by `[[source]]`.
 */
export function pythonPrivateRegistry(_name: string, manifest: string): PrivateRegistryPlace | undefined {
  const example = EXAMPLES.find(([pattern]) => pattern.test(manifest))?.[1];
  return example === undefined ? undefined : { file: manifest, example };
}

const EXAMPLES: readonly (readonly [RegExp, string])[] = [
  [/\.(txt|in|pip)$/, '# --index-url https://pypi.example.com/simple/'],
  [/^pyproject\.toml$/, '# [[tool.uv.index]]\n# name = "private"\n# url = "https://pypi.example.com/simple/"'],
  [/^Pipfile$/, '# [[source]]\n# name = "private"\n# url = "https://pypi.example.com/simple/"\n# verify_ssl = true'],
];
