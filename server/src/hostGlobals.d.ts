// All that the pure part may know of its host; Node's own types fit these.
interface AbortSignal {
  readonly aborted: boolean;
  throwIfAborted(): void;
}
declare function atob(base64: string): string;
declare function btoa(bytes: string): string;
