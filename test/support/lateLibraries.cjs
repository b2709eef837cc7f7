// Loaded into a server's process before the server (`node --require`): what of Node takes long to load and only requests need is told of on
// standard error when it is loaded.
const Module = require('node:module');

const { require: load } = Module.prototype;
Module.prototype.require = function (id) {
  if (/^(?:node:)?(?:https?|http2|tls)$|undici/.test(id)) process.stderr.write(`loads ${id}\n`);
  return load.call(this, id);
};
