// `npm start`: makes the checkout ready, then becomes the program, in this same process: signals, exit code and terminal are its own.
'use strict';

const path = require('path');
const { prepareThen } = require('./prepare.cjs');

prepareThen(() => {
  process.argv[1] = path.join(__dirname, '..', 'dist', 'bin.js');
  if (process.argv[2] === '--') process.argv.splice(2, 1); // pnpm and Yarn hand on the dashes that npm takes
  require(process.argv[1]);
});
