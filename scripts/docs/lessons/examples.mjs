// What the examples of the lessons are made of: a line of a manifest, and what the registry and the advisory service say of the package. What the
// rule then says is not written there: the page shows the message that the rule itself gives.

export const npm = (name, specifier) => ({
  file: 'package.json',
  line: `"${name}": "${specifier}"`,
  text: `{"dependencies":{"${name}":"${specifier}"}}`,
});
export const pip = line => ({ file: 'requirements.txt', line, text: `${line}\n` });

/** The time at which the examples are judged. */
export const NOW = Date.UTC(2026, 3, 1);

const HOUR = 60 * 60 * 1000;
export const ago = hours => NOW - hours * HOUR;
export const old = fields => ({ version: '1.14.0', publishedAt: ago(24 * 40), ...fields });
export const fresh = fields => ({ version: '1.14.1', publishedAt: ago(24 * 5), ...fields });
