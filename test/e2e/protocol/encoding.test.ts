import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Position, Range, TextEdit } from 'vscode-languageserver-protocol/node';
import { hasCode, lookUpsDone, PUSH, says, useWorld } from './world.js';

const world = useWorld();

type Encoding = 'utf-8' | 'utf-16' | 'utf-32';
const ENCODINGS: readonly Encoding[] = ['utf-8', 'utf-16', 'utf-32'];

function unitsOf(text: string, encoding: Encoding): number {
  if (encoding === 'utf-8') return Buffer.byteLength(text);
  return encoding === 'utf-16' ? text.length : [...text].length;
}

/** The position of an offset, counted by the test's own means. */
function positionAt(text: string, offset: number, encoding: Encoding): Position {
  const lines = text.slice(0, offset).split('\n');
  return { line: lines.length - 1, character: unitsOf(lines.at(-1) ?? '', encoding) };
}

/** The range of the only place where `part` stands in `text`. */
function rangeOf(text: string, part: string, encoding: Encoding): Range {
  const start = text.indexOf(part);
  expect(text.indexOf(part, start + 1), `${part} must stand once`).toBe(-1);
  return { start: positionAt(text, start, encoding), end: positionAt(text, start + part.length, encoding) };
}

describe.each(ENCODINGS)('positions in %s', encoding => {
  const BEFORE = '{ "dependencies": { "a": "file:ü🦀", "chalk": "5.6.1", "b": "file:𐐀" } }\n';

  async function open(text: string) {
    const folder = await world.folder();
    const client = await world.start({ capabilities: { ...PUSH, general: { positionEncodings: [encoding] } }, folders: [folder] });
    const file = path.join(folder, 'package.json');
    client.open(file, text);
    return { client, file };
  }

  it('of diagnostics, hovers and edits count non-BMP characters as agreed', async () => {
    const { client, file } = await open(BEFORE);
    const range = rangeOf(BEFORE, '5.6.1', encoding);
    const [diagnostic] = await client.diagnostics(file, says('Last safe release: 5.6.0'));
    await lookUpsDone(client);
    expect(diagnostic).toMatchObject({ code: 'malicious-release', range });
    const textDocument = { uri: client.published(file)?.uri };
    expect(await client.request('textDocument/hover', { textDocument, position: range.start })).toMatchObject({ range });
    // One unit before the quotation mark in front of the name there is nothing to hover over.
    const outside = { line: 0, character: rangeOf(BEFORE, '"chalk"', encoding).start.character - 1 };
    expect(await client.request('textDocument/hover', { textDocument, position: outside })).toBeNull();
    const actions = await client.request('textDocument/codeAction', { textDocument, range, context: { diagnostics: [] } });
    const edits: TextEdit[] = actions[0].edit.documentChanges[0].edits;
    expect(edits.map(edit => edit.range)).toEqual([range]);
  });

  it('of incremental changes are read as agreed, several in one notification', async () => {
    const { client, file } = await open(BEFORE);
    await client.diagnostics(file, hasCode('malicious-release'));
    const first = BEFORE.replace('file:ü🦀', 'file:🦀🦀é');
    const second = first.replace('"b": "file:𐐀"', '"b": "file:𐐀𐐀", "left-pad": "1.3.0"');
    const third = second.replace('"chalk"', '"axios":"file:é🦀","chalk"');
    client.change(
      file,
      { range: rangeOf(BEFORE, 'file:ü🦀', encoding), text: 'file:🦀🦀é' },
      { range: rangeOf(first, '"b": "file:𐐀"', encoding), text: '"b": "file:𐐀𐐀", "left-pad": "1.3.0"' },
      { range: rangeOf(second, '"chalk"', encoding), text: '"axios":"file:é🦀","chalk"' },
    );
    const found = await client.diagnostics(file, hasCode('deprecated-release'));
    expect(found).toMatchObject([
      { code: 'malicious-release', range: rangeOf(third, '5.6.1', encoding) },
      { code: 'deprecated-release', range: rangeOf(third, '1.3.0', encoding) },
    ]);
  });

  it('are right after a byte order mark, tabs and CRLF', async () => {
    const text = '\uFEFF{\r\n\t"dependencies": {\r\n\t\t"a": "file:🦀",\t"chalk":\t"5.6.1"\r\n\t}\r\n}\r\n';
    const { client, file } = await open(text);
    const [diagnostic] = await client.diagnostics(file, hasCode('malicious-release'));
    expect(diagnostic?.range).toEqual(rangeOf(text, '5.6.1', encoding));
    client.change(file, { range: rangeOf(text, 'file:🦀', encoding), text: 'file:𐐀𐐀é' });
    const changed = text.replace('file:🦀', 'file:𐐀𐐀é');
    const range = rangeOf(changed, '5.6.1', encoding);
    await client.diagnostics(file, ([only]) => JSON.stringify(only?.range) === JSON.stringify(range));
  });
});
