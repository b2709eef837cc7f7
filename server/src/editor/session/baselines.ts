import type { Connection } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { BASELINE_FILE, type Baseline } from '../../model/baseline.js';
import { type BaselineFile, readBaseline, unread } from '../../policy/baseline/read.js';
import { type Policy, withBaseline } from '../../policy/policy.js';
import type { FileSystem } from '../../ports/index.js';
import { withoutSeparator } from '../../text/paths.js';
import { ofProblem } from '../features/diagnostics.js';
import { type PositionEncoding, toRange } from './encoding.js';
import type { InBackground } from './inBackground.js';
import type { Policies } from './policies.js';
import type { Schedule } from './schedule.js';
import { pathOf, uriOf } from './uris.js';

/** The baselines of folders, as they are on disk. */
export interface Baselines {
  /** The policies of the same folders, each with its baseline. */
  over<T extends Pick<Policies, 'now' | 'load'>>(policies: T): T;
  /** Some files have changed: those among them that are baselines are read again. */
  touched(uris: readonly string[]): void;
  isBaseline(uri: string): boolean;
}

export interface BaselinesOptions {
  readonly connection: Connection;
  readonly encoding: PositionEncoding;
  readonly schedule: Schedule;
  readonly inBackground: InBackground;
  readonly disk: Pick<FileSystem, 'read'>;
  /** Dependencies are judged otherwise now. */
  changed(): void;
}

export function createBaselines({ connection, encoding, schedule, inBackground, disk, changed }: BaselinesOptions): Baselines {
  const loading = new Map<string, Promise<unknown>>();
  const known = new Map<string, { readonly text: string; readonly baseline: Baseline }>();
  const merged = new WeakMap<Policy, Policy>();
  const waiting = new Set<string>();

  /** Gives whether it says otherwise now. */
  async function read(path: string): Promise<boolean> {
    const content = await disk.read(path);
    const before = known.get(path);
    if (content.kind === 'unreadable' && content.absent) {
      if (before) show(path, '', []);
      return known.delete(path);
    }
    const text = content.kind === 'text' ? content.text : '';
    if (before?.text === text) return false;
    const file = content.kind === 'text' ? readBaseline(text) : unread(`${BASELINE_FILE} is not read: ${content.reason}.`);
    known.set(path, { text, baseline: file.baseline });
    if (before || file.problems.length > 0) show(path, text, file.problems);
    return true;
  }

  function show(path: string, text: string, problems: BaselineFile['problems']): void {
    const uri = uriOf(path);
    const document = TextDocument.create(uri, '', 0, text);
    const diagnostics = problems.map(problem => ({ ...ofProblem(problem, span => toRange(document, span, encoding)), code: 'baseline' }));
    void connection.sendDiagnostics({ uri, diagnostics });
  }

  function load(path: string): Promise<unknown> {
    const started = loading.get(path) ?? read(path);
    loading.set(path, started);
    return started;
  }

  async function reread(): Promise<void> {
    const paths = [...waiting].filter(path => loading.has(path));
    waiting.clear();
    const otherwise = await Promise.all(paths.map(read));
    if (otherwise.includes(true)) changed();
  }

  /** The same object as long as neither of the two changes. */
  function mergedWith(policy: Policy, baseline: Baseline | undefined): Policy {
    if (!baseline) return policy;
    const before = merged.get(policy);
    if (before?.baseline === baseline) return before;
    const policyAndBaseline = withBaseline(policy, baseline);
    merged.set(policy, policyAndBaseline);
    return policyAndBaseline;
  }

  return {
    over: policies => ({
      ...policies,
      now: (folder, settings) => mergedWith(policies.now(folder, settings), known.get(baselinePath(folder))?.baseline),
      load: async folder => {
        await Promise.all([policies.load(folder), load(baselinePath(folder))]);
      },
    }),
    touched: uris => {
      for (const uri of uris.filter(isBaseline)) waiting.add(pathOf(uri));
      if (waiting.size > 0) schedule.after(0, 'read baselines', () => inBackground(reread()));
    },
    isBaseline,
  };
}

function isBaseline(uri: string): boolean {
  return pathOf(uri).replaceAll('\\', '/').endsWith(`/${BASELINE_FILE}`);
}

function baselinePath(folder: string): string {
  const separator = folder.includes('\\') && !folder.includes('/') ? '\\' : '/';
  return [withoutSeparator(folder), ...BASELINE_FILE.split('/')].join(separator);
}
