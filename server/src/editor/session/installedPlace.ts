// Where in a workspace something is shown that is about a folder, not about a line.
import type { Diagnostic } from 'vscode-languageserver';
import type { InstalledNotice } from '../../analysis/installedNotices.js';
import { formatOf } from '../../ecosystems/manifests.js';
import type { Dependency, Span } from '../../model/index.js';
import type { FileSystem } from '../../ports/index.js';
import { maliciousInstalled } from '../../rules/maliciousInstalled.js';
import { webAddress } from '../../text/sanitize.js';
import { type DiagnosticData, SEVERITY, SOURCE, shownMessage, type ToRange } from '../features/diagnostics.js';

/**
 * The manifest on which a notice is shown: of those of its ecosystem the one that declares the package, the nearest to the environment first.
 * @param paths the manifests of the workspace folder
 * @returns undefined where there is no manifest of that ecosystem
 */
export async function manifestFor(
  notice: InstalledNotice,
  paths: readonly string[],
  files: Pick<FileSystem, 'read'>,
): Promise<string | undefined> {
  const near = [...paths].sort((a, b) => distance(a, notice.environment) - distance(b, notice.environment));
  let nearest: string | undefined;
  for (const path of near) {
    const format = formatOf(path);
    const file = format && (await files.read(path));
    if (!format || file?.kind !== 'text') continue;
    const manifest = format.parse(file.text);
    if (manifest.ecosystem !== notice.ecosystem) continue;
    nearest ??= path;
    if (notice.name === undefined || manifest.dependencies.some(({ name }) => name === notice.name)) return path;
  }
  return nearest;
}

/** Diagnostics of notices on the manifest that they were placed on: on the dependency's name, where it is declared, else on the first line. */
export function installedDiagnostics(
  notices: readonly InstalledNotice[],
  { text, dependencies }: { readonly text: string; readonly dependencies: readonly Dependency[] },
  toRange: ToRange,
  rulePage: (rule: string) => string | undefined,
): Diagnostic[] {
  return notices.map(notice => {
    const href = webAddress(notice.advisories[0]?.lead.url ?? '') ?? rulePage(maliciousInstalled.id);
    const data: DiagnosticData = {
      rule: maliciousInstalled.id,
      package: notice.name ?? '',
      ecosystem: notice.ecosystem,
      advisories: notice.advisories.flatMap(({ ids }) => ids),
      ...(notice.version !== undefined && { version: notice.version }),
    };
    return {
      range: toRange(dependencies.find(({ name }) => name === notice.name)?.nameSpan ?? firstLine(text)),
      severity: SEVERITY[notice.level],
      source: SOURCE,
      code: maliciousInstalled.id,
      message: shownMessage(notice.message),
      data,
      ...(href !== undefined && { codeDescription: { href } }),
    };
  });
}

function firstLine(text: string): Span {
  const start = text.startsWith('\ufeff') ? 1 : 0;
  const end = text.slice(start).search(/[\r\n]|$/) + start;
  return { start, end };
}

/** How many folders lie between two places. */
function distance(manifest: string, environment: string): number {
  const [a, b] = [manifest, environment].map(path => path.split(/[\\/]/)) as [string[], string[]];
  let common = 0;
  while (common < Math.min(a.length, b.length) && a[common] === b[common]) common++;
  return a.length + b.length - 2 * common;
}
