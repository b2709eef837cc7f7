import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A temporary folder with what a test puts in it. */
export interface Ground {
  readonly path: string;
  at(...parts: readonly string[]): string;
  /** Writes files by their paths with `/`; the folders above are made. */
  write(files: Readonly<Record<string, string>>): void;
  /** Makes a link at `from` to what stands there: a relative text is relative to the link. */
  link(from: string, to: string): void;
  folder(name: string): void;
  remove(): void;
}

export function newGround(): Ground {
  const base = realpathSync(mkdtempSync(path.join(tmpdir(), 'depwarden-')));
  const at = (...parts: readonly string[]) => path.join(base, ...parts);
  const folder = (name: string) => void mkdirSync(at(name), { recursive: true });
  return {
    path: base,
    at,
    write: files => {
      for (const [name, text] of Object.entries(files)) {
        folder(path.dirname(name));
        writeFileSync(at(name), text);
      }
    },
    link: (from, to) => {
      folder(path.dirname(from));
      symlinkSync(to, at(from));
    },
    folder,
    remove: () => rmSync(base, { recursive: true, force: true }),
  };
}

/** The text of a package.json. */
export function manifest(name: string, version: string): string {
  return JSON.stringify({ name, version });
}

/** A signal that never fires. */
export function calm(): AbortSignal {
  return new AbortController().signal;
}
