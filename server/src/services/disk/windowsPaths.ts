// What Windows takes for more than a file of its own disks.

/** A path of another machine or of a device namespace (`\\server\share`, `\\?\…`). To open one is enough to send its server the user's credentials. */
export function isNetworkPath(target: string): boolean {
  return /^[\\/]{2}/.test(target);
}

/** Windows takes a device's name in any folder, and with anything behind a dot or colon. */
export function isDevice(target: string): boolean {
  return target.split(/[\\/]/).some(name => /^(?:con|prn|aux|nul|conin\$|conout\$|com[\d¹²³]|lpt[\d¹²³])\s*(?:[.:]|$)/i.test(name));
}
