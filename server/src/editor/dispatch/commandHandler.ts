import type { CancellationToken, WorkDoneProgressReporter } from 'vscode-languageserver';
import { withSignal } from '../session/cancellation.js';
import type { Session } from '../session/session.js';

/** What a command reports its progress to; its own token cancels the command, too. */
export type CommandProgress = WorkDoneProgressReporter & { readonly token?: CancellationToken };

/** Runs one command of `workspace/executeCommand`. `Needs` names what it uses of the session. */
export interface CommandHandler<Result, Needs extends keyof Session> {
  /** As `protocol` names it. */
  readonly command: string;
  /** True where the client's user can watch and cancel it. */
  readonly showsProgress: boolean;
  /** @param args what the client gives with it, of any form */
  run(session: Pick<Session, Needs>, progress: CommandProgress, token: CancellationToken, args: readonly unknown[]): Promise<Result>;
}

/** A row of the table of commands. */
export type AnyCommandHandler = CommandHandler<unknown, keyof Session>;

/**
 * Runs the work of a command whose progress has begun, and ends that progress.
 * @param cancelled what the command answers where its user has cancelled it
 */
export async function untilCancelled<T, C>(
  cancelled: C,
  progress: CommandProgress,
  token: CancellationToken,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | C> {
  try {
    return await withSignal([token, progress.token], work);
  } catch (error) {
    if (token.isCancellationRequested || progress.token?.isCancellationRequested) return cancelled;
    throw error;
  } finally {
    progress.done();
  }
}
