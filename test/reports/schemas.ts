// The official schemas of what is exported, from the packages that ship them.
import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

const MODULES = new URL('../../node_modules/', import.meta.url);
const CYCLONEDX = '@cyclonedx/cyclonedx-library/res/schema';

/** Throws, with all that is wrong, where a value does not keep to the schema of SARIF 2.1.0 (OASIS), or has a member that the schema does not know. */
export const expectSarif = expecting(sarifSchema);

/** The same for CycloneDX 1.6. */
export const expectCycloneDx = expecting(cycloneDxSchema);

function expecting(compile: () => ValidateFunction): (value: unknown) => void {
  let validate: ValidateFunction | undefined;
  return value => {
    validate ??= compile();
    if (!validate(value)) throw new Error(JSON.stringify(validate.errors?.slice(0, 20), undefined, 2));
  };
}

/** Its draft differs from the one that Ajv reads in the name of `$id` alone, as far as it is used. */
function sarifSchema(): ValidateFunction {
  const { $schema: _draft, id: _id, ...schema } = read('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  return ajv().compile(schema);
}

/** It refers to the others by their file names. */
function cycloneDxSchema(): ValidateFunction {
  const made = ajv();
  for (const name of ['spdx', 'jsf-0.82']) {
    const { $id: _id, ...schema } = read(`${CYCLONEDX}/${name}.SNAPSHOT.schema.json`);
    made.addSchema(schema, `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
  }
  return made.compile(read(`${CYCLONEDX}/bom-1.6.SNAPSHOT.schema.json`));
}

/** Formats that Ajv's own package lacks are checked by what stands nearest; patterns are read without the flag `u`, with which one of SARIF's is none. */
function ajv(): Ajv {
  const made = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
  addFormats.default(made);
  made.addFormat('iri-reference', /^[^\s<>"{}|\\^`]*$/);
  made.addFormat('idn-email', /@/);
  return made;
}

function read(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(new URL(path, MODULES), 'utf8'));
}
