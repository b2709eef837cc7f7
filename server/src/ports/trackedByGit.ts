/** Which files git tracks, by the index of the checkout in which each lies. */
export interface TrackedByGit {
  /**
   * False also where there is no checkout, or its index cannot be read. Never throws.
   * @param path absolute, in the platform's form
   */
  isTracked(path: string): boolean;
}
