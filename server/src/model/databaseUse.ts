/** What of the offline database advisories came from. Times in milliseconds since 1970 at which its export was read. */
export interface DatabaseUse {
  /** Of the one that answered; undefined where OSV was asked. */
  readonly databaseFrom?: number | undefined;
  /** Of one that is too old to answer, so that OSV was asked. */
  readonly databasePassedOver?: number | undefined;
}
