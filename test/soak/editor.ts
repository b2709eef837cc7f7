// Somebody at the keyboard: seeded edits of one document.

import type { TextDocumentContentChangeEvent } from 'vscode-languageserver-protocol';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Random } from '../fuzz/random.js';

export interface Editor {
  readonly file: string;
  text(): string;
  /** The next edit, as the client sends it. */
  next(): readonly TextDocumentContentChangeEvent[];
  /** Back to the text it was opened with. */
  restore(): readonly TextDocumentContentChangeEvent[];
}

export interface Material {
  /** The text that the document is opened with. */
  readonly base: string;
  /** What is typed and pasted: lines that fit into it. */
  readonly lines: readonly string[];
  /** A text of many such lines. */
  readonly many: string;
}

/** UTF-16 units: a longer document is taken back to its beginning. */
const LONGEST = 40_000;
const MOST_UNDONE = 50;

export function createEditor(file: string, { base, lines, many }: Material, random: Random): Editor {
  let document = TextDocument.create('file:///x', 'x', 0, base);
  /** What would undo the last edits. */
  let undo: Replacement[] = [];
  /** What is being typed, and where. */
  let typing: { readonly at: number; readonly rest: string } | undefined;

  function replace({ start, end, text }: Replacement): TextDocumentContentChangeEvent {
    const range = { start: document.positionAt(start), end: document.positionAt(end) };
    const before = document.getText().slice(start, end);
    undo = [...undo, { start, end: start + text.length, text: before }].slice(-MOST_UNDONE);
    document = TextDocument.update(document, [{ range, text }], document.version + 1);
    return { range, text };
  }

  function type(): TextDocumentContentChangeEvent {
    const { at, rest } = typing ?? { at: lineEnd(), rest: `\n${random.pick(lines)}` };
    typing = rest.length > 1 ? { at: at + 1, rest: rest.slice(1) } : undefined;
    return replace({ start: at, end: at, text: rest.slice(0, 1) });
  }

  function lineEnd(): number {
    const text = document.getText();
    const end = text.indexOf('\n', random.int(text.length + 1));
    return end < 0 ? text.length : end;
  }

  function elsewhere(): TextDocumentContentChangeEvent {
    typing = undefined;
    const { length } = document.getText();
    const start = random.int(length + 1);
    const kind = random.int(100);
    if (kind < 35) return replace({ start, end: Math.min(length, start + random.int(30)), text: '' });
    if (kind < 70) return replace(pasted(`\n${random.pick(lines)}`));
    if (kind < 95) return replace({ start, end: start, text: random.pick(BROKEN) });
    return replace(pasted(`\n${many}`));
  }

  /** At the end of one line. */
  function pasted(text: string): Replacement {
    const at = lineEnd();
    return { start: at, end: at, text };
  }

  function undone(): readonly TextDocumentContentChangeEvent[] {
    typing = undefined;
    const count = Math.min(undo.length, 1 + random.int(8));
    const changes = Array.from({ length: count }, () => {
      const last = undo.at(-1) as Replacement;
      const before = undo.slice(0, -1);
      const change = replace(last);
      undo = before;
      return change;
    });
    return changes.length > 0 ? changes : [type()];
  }

  function restore(): readonly TextDocumentContentChangeEvent[] {
    typing = undefined;
    undo = [];
    document = TextDocument.create('file:///x', 'x', document.version + 1, base);
    return [{ text: base }];
  }

  return {
    file,
    text: () => document.getText(),
    next: () => {
      const kind = random.int(100);
      if (document.getText().length > LONGEST || kind < 2) return restore();
      if (typing || kind < 55) return [type()];
      if (kind < 70) return undone();
      return kind < 75 ? [elsewhere(), elsewhere()] : [elsewhere()];
    },
    restore,
  };
}

interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What makes a text unreadable, for a while. */
const BROKEN = ['"', '{', '}', '[', ']', ',', '\\', '"""', '#', '==', ' ; ', '\r\n', '\u0000', '😀', '@@', '-r ', '\t'];
