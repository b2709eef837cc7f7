import { createRandom, type Random } from './random.js';

/** Something that reads what comes from outside. */
export interface Target {
  readonly name: string;
  /** One input. */
  make(random: Random): string;
  /** Reads it; throws where it throws itself, or where a rule of all readers does not hold. */
  check(input: string, random: Random): void | Promise<void>;
  /** How many runs stand for one: of slow targets, whose inputs are files. */
  readonly slow?: number;
}

export interface Failure {
  readonly index: number;
  readonly message: string;
  readonly input: string;
}

export interface Result {
  readonly name: string;
  readonly runs: number;
  readonly failures: readonly Failure[];
  /** Milliseconds of the slowest input, measured again where it was slow. */
  readonly slowest: number;
  /** Milliseconds of all, the making of inputs included. */
  readonly took: number;
}

/** Milliseconds that one input may take on a machine that does nothing else. */
export const PATIENCE = 200;
const MOST_FAILURES = 5;

/**
 * Checks a target with the inputs of a seed from `from` to below `to`: each is the same whatever others are made.
 * @param patience milliseconds that one input may take
 * @param begun told the index of each before it is read
 */
export async function runTarget(
  target: Target,
  seed: number,
  from: number,
  to: number,
  patience: number,
  begun: (index: number) => void = () => {},
): Promise<Result> {
  const failures: Failure[] = [];
  const started = performance.now();
  let slowest = 0;
  let index = from;
  for (; index < to && failures.length < MOST_FAILURES; index++) {
    begun(index);
    const input = inputOf(target, seed, index);
    const outcome = await outcomeOf(target, seed, index, input, patience);
    slowest = Math.max(slowest, outcome.took);
    if (outcome.message !== undefined) failures.push({ index, message: outcome.message, input });
  }
  return { name: target.name, runs: index - from, failures, slowest, took: performance.now() - started };
}

export function inputOf(target: Target, seed: number, index: number): string {
  return target.make(createRandom('make', target.name, seed, index));
}

interface Outcome {
  readonly took: number;
  readonly message?: string;
}

async function outcomeOf(target: Target, seed: number, index: number, input: string, patience: number): Promise<Outcome> {
  const chance = (): Random => createRandom('check', target.name, seed, index);
  try {
    let took = await timeOf(() => target.check(input, chance()));
    // The machine may have been busy: the best of several tries counts.
    for (let again = 0; again < 3 && took > patience; again++) took = Math.min(took, await timeOf(() => target.check(input, chance())));
    return took > patience ? { took, message: `takes ${Math.round(took)} ms` } : { took };
  } catch (error) {
    return { took: 0, message: error instanceof Error ? `${error.name}: ${error.message}\n${placeOf(error)}` : String(error) };
  }
}

async function timeOf(work: () => void | Promise<void>): Promise<number> {
  const started = performance.now();
  const pending = work();
  if (pending) await pending;
  return performance.now() - started;
}

function placeOf({ stack = '' }: Error): string {
  return stack
    .split('\n')
    .filter(line => line.trimStart().startsWith('at '))
    .slice(0, 6)
    .join('\n');
}
