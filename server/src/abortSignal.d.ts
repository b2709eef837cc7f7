// All that the pure part may know of an AbortSignal; Node's own type fits it.
interface AbortSignal {
  readonly aborted: boolean;
  throwIfAborted(): void;
}
