// Fixes of npm aliases: `npm:name@range` under another name.
import { describe, it } from 'vitest';
import { check } from '../support/check.js';

describe('fixes of an alias', () => {
  it('put the @ that an alias without a range lacks', () =>
    check(`
      //- registry npm axios 1.14.0, 1.14.1 withdrawn, 1.15.0
      //- package.json
      { "dependencies": { "http": "npm:axios" } }
                                   ^^^^^^^^^ warning admits-malicious-release: axios without a version admits compromised 0.30.4 and 1.14.1 (MAL-2026-2307). Today it gives 1.15.0.
      //- fixes
      * Raise http to >=1.15.0 (next safe release)
      - Pin http to 1.14.0 (last safe release)
      //- after Raise http to >=1.15.0 (next safe release)
      { "dependencies": { "http": "npm:axios@>=1.15.0" } }
    `));
});
