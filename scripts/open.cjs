// A file of its own because `import()` does not parse on the old versions of Node that start.cjs must be able to refuse.
'use strict';

const path = require('node:path');
const { pathToFileURL } = require('node:url');

const bin = path.join(__dirname, '..', 'dist', 'bin.js');
process.argv[1] = bin;
import(pathToFileURL(bin).href);
