import { Disposable, type Event, EventEmitter, languages, type Uri } from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';
import { OVERVIEW_REQUEST, type OverviewResult, type StatusParams } from '../../server/src/protocol/index.js';

/** How things stand with the server, and what it last told. */
export interface Standing {
  readonly server: 'starting' | 'stopped' | 'running';
  readonly overview?: OverviewResult;
  readonly status?: StatusParams;
  /** Why the server's last answer did not come. */
  readonly failure?: string | undefined;
}

/** What is known, kept up to date while somebody looks at it. */
export interface OverviewFeed extends Disposable {
  now(): Standing;
  readonly onDidChange: Event<Standing>;
  /** A view says whether it is to be seen: while none is, nothing is asked. */
  watch(view: object, isVisible: boolean): void;
  /** What holds now, asked for where something may have changed since. */
  fresh(): Promise<OverviewResult | undefined>;
}

/** Milliseconds in which changes are waited for before one question is asked about all of them. */
const PAUSE = 150;
/** Milliseconds until it is asked again while the server itself waits for services. */
const AGAIN = 1500;

export function createOverviewFeed(client: LanguageClient, onStatus: Event<StatusParams>): OverviewFeed {
  const changed = new EventEmitter<Standing>();
  const views = new Set<object>();
  let standing: Standing = { server: client.isRunning() ? 'running' : 'starting' };
  let isStale = true;
  let asking: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;

  function set(news: Partial<Standing>): void {
    standing = { ...standing, ...news };
    changed.fire(standing);
  }

  function touched(): void {
    isStale = true;
    askSoon(PAUSE);
  }

  function askSoon(milliseconds: number): void {
    if (views.size > 0 && isStale && client.isRunning()) timer ??= setTimeout(() => void ask(), milliseconds);
  }

  function ask(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    asking ??= receive().finally(() => {
      asking = undefined;
      askSoon(standing.overview?.waiting ? AGAIN : PAUSE);
    });
    return asking;
  }

  async function receive(): Promise<void> {
    if (!client.isRunning()) return;
    isStale = false;
    try {
      const overview = await client.sendRequest<OverviewResult>(OVERVIEW_REQUEST);
      isStale ||= overview.waiting > 0;
      set({ overview, failure: undefined });
    } catch (error) {
      set({ failure: error instanceof Error ? error.message : String(error) });
    }
  }

  function isOurs(uri: Uri): boolean {
    const name = uri.toString();
    return standing.overview?.manifests.some(manifest => manifest.uri === name) || languages.getDiagnostics(uri).some(isDepwardens);
  }

  const listening = Disposable.from(
    changed,
    onStatus(status => {
      set({ status });
      touched();
    }),
    languages.onDidChangeDiagnostics(({ uris }) => {
      if (!isStale && uris.some(isOurs)) touched();
    }),
    client.onDidChangeState(({ newState }) => {
      set({ server: newState === State.Running ? 'running' : newState === State.Starting ? 'starting' : 'stopped' });
      if (newState === State.Running) touched();
    }),
  );

  return {
    now: () => standing,
    onDidChange: changed.event,
    watch: (view, isVisible) => {
      if (isVisible) views.add(view);
      else views.delete(view);
      askSoon(0);
    },
    fresh: async () => {
      await asking;
      if (isStale) await ask();
      return standing.overview;
    },
    dispose: () => {
      clearTimeout(timer);
      listening.dispose();
    },
  };
}

function isDepwardens({ source }: { readonly source?: string | undefined }): boolean {
  return source === 'depwarden';
}
