'use strict';
// The least that a node process could be: a server that listens and says so. It goes on its own after a minute, should nobody end it.
const server = require('node:net').createServer();
server.listen(0, '127.0.0.1', () => require('node:fs').writeSync(1, 'r'));
setTimeout(() => process.exit(), 60_000);
