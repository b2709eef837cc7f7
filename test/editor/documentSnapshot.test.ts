import { beforeEach, describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type DocumentSnapshot, snapshotOf } from '../../server/src/editor/session/documentSnapshot.js';

const URI = 'file:///a/package.json';
const START = { line: 0, character: 0 };

let open: Map<string, TextDocument>;
let snapshot: DocumentSnapshot | undefined;

beforeEach(() => {
  open = new Map([[URI, TextDocument.create(URI, 'json', 3, 'é1\nsecond')]]);
  snapshot = snapshotOf(URI, open, 'utf-8');
});

describe('a snapshot of an open document', () => {
  it('is none where the document is not open', () => {
    expect(snapshotOf('file:///b/package.json', open, 'utf-8')).toBeUndefined();
  });

  it('keeps the text and the version while the client goes on typing', () => {
    type(4, 'new\n');
    expect([snapshot?.version, snapshot?.document.version, snapshot?.document.getText()]).toEqual([3, 3, 'é1\nsecond']);
    expect(snapshot?.rangeOf({ start: 3, end: 9 })).toEqual({ start: { line: 1, character: 0 }, end: { line: 1, character: 6 } });
  });

  it('says whether the client still shows it', () => {
    expect(snapshot?.isCurrent()).toBe(true);
    type(4, 'new\n');
    expect(snapshot?.isCurrent()).toBe(false);
    expect(snapshotOf(URI, open, 'utf-8')?.isCurrent()).toBe(true);
    open.clear();
    expect(snapshot?.isCurrent()).toBe(false);
  });

  it('counts positions as the client does', () => {
    expect(snapshot?.offsetOf({ line: 0, character: 2 })).toBe(1);
    expect(snapshot?.positionOf(1)).toEqual({ line: 0, character: 2 });
    expect(snapshot?.spanOf({ start: START, end: { line: 0, character: 3 } })).toEqual({ start: 0, end: 2 });
  });
});

function type(version: number, text: string): void {
  const document = open.get(URI);
  if (document) TextDocument.update(document, [{ range: { start: START, end: START }, text }], version);
}
