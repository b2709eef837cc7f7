/** How far a scan is. */
export interface ScanProgress {
  /** Manifests that have been judged. */
  readonly done: number;
  /** Manifests found so far, with those that others include. */
  readonly total: number;
  /** What has been done of all, from 0 to 1; it never shrinks. */
  readonly share: number;
}

/** Counts how far a scan is. */
export interface ScanTally {
  found(manifests: number): void;
  /** Manifests were read that wait for so many packages. */
  read(manifests: number, packages: number): void;
  /** So many more of their packages are known. */
  known(packages: number): void;
  settled(): void;
}

/** @param tell called where a whole percentage, or the number of manifests, has changed */
export function createScanTally(tell: (progress: ScanProgress) => void): ScanTally {
  let [total, read, done, asked, known] = [0, 0, 0, 0, 0];
  let told: ScanProgress = { done: 0, total: 0, share: 0 };

  function count(): void {
    const share = total === 0 ? 0 : (read / total) * (asked === 0 ? 1 : known / asked);
    const next = { done, total, share: done === total && total > 0 ? 1 : Math.min(ALMOST, Math.max(told.share, share)) };
    if (next.done === told.done && next.total === told.total && percent(next.share) === percent(told.share)) return;
    told = next;
    tell(next);
  }

  return {
    found: manifests => {
      total += manifests;
      count();
    },
    read: (manifests, packages) => {
      read += manifests;
      asked += packages;
      count();
    },
    known: packages => {
      known += packages;
      count();
    },
    settled: () => {
      done++;
      count();
    },
  };
}

/** What is known has still to be judged. */
const ALMOST = 0.99;

/** A share in whole hundredths. */
export function percent(share: number): number {
  return Math.floor(100 * share);
}
