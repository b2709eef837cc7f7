// To be required by a program before anything else (node --require): writes every path that it asks the file system about, one a line, to the file
// that FILE_ACCESS names; where links are followed, also what they lead to.
const fs = require('node:fs');
const path = require('node:path');
const { fileURLToPath } = require('node:url');

const record = fs.openSync(process.env.FILE_ACCESS, 'a');
const { writeSync } = fs;
const realPath = fs.realpathSync.native;
const SYNC = [
  'openSync',
  'readFileSync',
  'readdirSync',
  'statSync',
  'lstatSync',
  'readlinkSync',
  'realpathSync',
  'accessSync',
  'opendirSync',
  'existsSync',
];
const WITH_CALLBACK = [
  'open',
  'readFile',
  'readdir',
  'stat',
  'lstat',
  'readlink',
  'realpath',
  'access',
  'opendir',
  'exists',
  'createReadStream',
  'watch',
];
const PROMISED = ['open', 'readFile', 'readdir', 'stat', 'lstat', 'readlink', 'realpath', 'access', 'opendir', 'watch'];

function pathOf(target) {
  if (typeof target === 'string') return path.resolve(target);
  if (target instanceof URL) return fileURLToPath(target);
  return Buffer.isBuffer(target) ? path.resolve(target.toString()) : undefined;
}

/** As far as there is anything. */
function ledTo(asked) {
  try {
    return realPath(asked);
  } catch {
    const parent = path.dirname(asked);
    return parent === asked ? asked : path.join(ledTo(parent), path.basename(asked));
  }
}

/** Of a link itself, what it says is read, not what it leads to. */
function watched(work, isOfLinks) {
  return Object.assign(function (target, ...rest) {
    const asked = pathOf(target);
    if (asked !== undefined)
      writeSync(record, `${asked}\n${isOfLinks ? path.join(ledTo(path.dirname(asked)), path.basename(asked)) : ledTo(asked)}\n`);
    return work.call(this, target, ...rest);
  }, work);
}

function isOfLinks(name) {
  return /^(?:lstat|readlink)/.test(name);
}

for (const name of [...SYNC, ...WITH_CALLBACK]) {
  const { native } = fs[name];
  fs[name] = watched(fs[name], isOfLinks(name));
  if (native) fs[name].native = watched(native, false);
}
for (const name of PROMISED) fs.promises[name] = watched(fs.promises[name], isOfLinks(name));
