// npm's reader of ini files. The package ships no types; this is what of it is used.
declare module 'ini' {
  const ini: {
    /** Keys with their values; a list (`key[]=value`) is an array of them, a section a record. */
    parse(text: string): Readonly<Record<string, unknown>>;
  };
  export default ini;
}
