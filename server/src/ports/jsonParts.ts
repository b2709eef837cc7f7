/**
 * Which parts of a document to keep. `true` keeps a value whole; an object names the members to look into (`*`: every member,
 * and every item of an array). Members not named are left out. A string or number where an object was expected is kept.
 * `names` makes of an object one text, the names of its members with a line feed before each, and of anything else null.
 */
export type Keep = true | 'names' | { readonly [member: string]: Keep };
