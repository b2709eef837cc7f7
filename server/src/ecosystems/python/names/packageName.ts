/** The normalized form of a Python package name: lower case, runs of `-_.` as one `-` (PEP 503). */
export function normalizeName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

/** Whether an index can hold a project of this name (PEP 508); `name` may be written in any of its forms. */
export function isPythonName(name: string): boolean {
  return name.length <= MAX_NAME_LENGTH && /^[a-z\d](?:[\w.-]*[a-z\d])?$/i.test(name);
}

const MAX_NAME_LENGTH = 214;
