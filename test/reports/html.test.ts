import { createHash } from 'node:crypto';
import { parse } from 'parse5';
import { describe, expect, it } from 'vitest';
import { htmlReport } from '../../server/src/reports/html.js';
import { SCRIPT, SCRIPT_HASH, STYLE, STYLE_HASH } from '../../server/src/reports/htmlPage.js';
import { expectGrowth } from '../support/growth.js';
import { INSTALLED, manyRows, overviewFor, RICH } from './world.js';

/** The text of the page, part by part: what stands between two headings. */
function partsOf(page: string): Readonly<Record<string, string>> {
  const [, body = ''] = page.split('<main>');
  const parts = body.split(/<h2 id="([a-z]+)">/).slice(1);
  return Object.fromEntries(parts.flatMap((name, index) => (index % 2 === 0 ? [[name, textOf(parts[index + 1] ?? '')]] : [])));
}

function textOf(html: string): string {
  const text = html.replace(/<[^>]*>/g, ' ').replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
  return text.replace(/\s+/g, ' ').trim();
}

describe('the HTML report', () => {
  it('has what is installed first, then what could not be checked, then the findings, the gravest first', async () => {
    const page = htmlReport(await overviewFor(RICH, { installed: INSTALLED }));
    const parts = partsOf(page);
    expect(Object.keys(parts)).toEqual(['installed', 'unchecked', 'findings', 'manifests', 'skipped', 'rules']);
    expect(parts.installed).toContain('litellm 1.82.8 is installed in .venv: a compromised release.');
    expect(parts.installed).toContain('What to do: depwarden respond pypi:litellm@1.82.8');
    expect(parts.unchecked).toContain('package.json : 2 dependencies ( dark-part , dim-part ): registry.example did not answer');
    expect(parts.findings).toMatch(
      /error package\.json:4:15 chalk 5\.6\.1, .* error package\.json:7:6 tool → middle-part → deep-part .* warning package\.json:3:19 worn-part/,
    );
    expect(parts.findings).toContain('Pin chalk to 5.6.0 (last safe release)');
    expect(parts.manifests).toContain('package.json npm 6 2 2 1 0 0');
    expect(parts.skipped).toContain('package.json : 1 dependency ( here ): local path');
    expect(parts.rules).toContain('malicious-release The effective version is a compromised or malicious release.');
    expect(textOf(page)).toContain('3 errors and 2 warnings. 2 manifests, 7 dependencies: 4 checked, 2 could not be checked, 1 skipped.');
  });

  it('shows every way to what is brought in, once', () => {
    const { findings } = partsOf(htmlReport(manyRows(4)));
    expect(findings).toContain('Fixed in 1.0.1. also tool → middle-part → part-0 1.0.0 also other → part-0 1.0.0 vulnerable-release');
  });

  it('calls nothing clean that was not checked', async () => {
    const page = htmlReport(
      await overviewFor(`
        //- registry npm some-part unknown(no network)
        //- package.json
        { "dependencies": { "some-part": "1.0.0" } }
      `),
    );
    expect(page).toContain('Nothing found in what could be checked.');
    expect(partsOf(page).unchecked).toContain('no network');
  });

  it('lets nothing run and nothing load but its own style and script, by their hashes', async () => {
    const page = htmlReport(await overviewFor(RICH));
    const hash = (text: string) => createHash('sha256').update(text).digest('base64');
    expect([STYLE_HASH, SCRIPT_HASH], 'the hashes in htmlPage.ts').toEqual([hash(STYLE), hash(SCRIPT)]);
    const [, policy = ''] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(page) ?? [];
    expect(policy.replaceAll('&#39;', "'").split('; ')).toEqual([
      "default-src 'none'",
      `style-src 'sha256-${STYLE_HASH}'`,
      `script-src 'sha256-${SCRIPT_HASH}'`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(page).toContain(`<style>${STYLE}</style>`);
    expect(page).toContain(`<script>${SCRIPT}</script>`);
    expect(STYLE).not.toMatch(/url\(|@import/);
    expect(page).not.toMatch(/\ssrc=|<link|\son[a-z]+=/);
  });

  it('has landmarks, one first heading, captions and header cells', async () => {
    const page = htmlReport(await overviewFor(RICH, { installed: INSTALLED }));
    const errors: string[] = [];
    parse(page, { onParseError: ({ code }) => errors.push(code) });
    expect(errors).toEqual([]);
    for (const tag of ['h1', 'header', 'main', 'footer']) expect(page.match(new RegExp(`<${tag}[ >]`, 'g')), tag).toHaveLength(1);
    const tables = page.split('<table').slice(1);
    for (const table of tables)
      expect(table).toMatch(/^[^<]*>\s*<caption>[^<]+<\/caption>\s*<thead><tr>(<th scope="col"[^>]*>[^<]+<\/th>)+<\/tr><\/thead>/);
    expect(tables.every(table => (table.match(/<tr>/g)?.length ?? 0) - 1 === table.match(/<th scope="row"/g)?.length)).toBe(true);
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of page.matchAll(/(?:aria-labelledby="|href="#)([^"]+)"/g)) expect(ids).toContain(target);
  });

  it.each(['light', 'dark'])('can be read in %s colours (WCAG 2.2, 1.4.3: at least 4.5 to 1)', scheme => {
    const colours = coloursOf(scheme === 'light' ? STYLE : STYLE.slice(STYLE.indexOf('@media (prefers-color-scheme: dark)')));
    const pairs = [
      ...['text', 'dim', 'link', 'error', 'warning', 'information', 'hint'].map(name => [name, 'back']),
      ...['text', 'link', 'error'].map(name => [name, 'error-back']),
      ...['text', 'link'].map(name => [name, 'warning-back']),
      ['text', 'raised'],
    ];
    for (const [front = '', back = ''] of pairs)
      expect(contrast(colours[front], colours[back]), `${front} on ${back}`).toBeGreaterThanOrEqual(4.5);
  });

  it('shows 20,000 findings, each once, in time that grows with their number only', () => {
    expect(htmlReport(manyRows(20_000)).match(/<tr><th scope="row"/g)).toHaveLength(20_000);
    expectGrowth(count => htmlReport(manyRows(count)), 20_000);
  });
});

function coloursOf(style: string): Readonly<Record<string, string>> {
  const [block = ''] = /:root \{[^}]*\}/.exec(style) ?? [];
  return Object.fromEntries([...block.matchAll(/--([a-z-]+): #([0-9a-f]+);/g)].map(([, name, colour]) => [name, colour]));
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one = '', other = ''): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance(colour: string): number {
  const full = colour.length === 3 ? colour.replace(/./g, '$&$&') : colour;
  expect(full).toMatch(/^[0-9a-f]{6}$/);
  const parts = (full.match(/../g) ?? []).map(part => {
    const value = Number.parseInt(part, 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (parts[0] ?? 0) + 0.7152 * (parts[1] ?? 0) + 0.0722 * (parts[2] ?? 0);
}
