// `npm start`: makes the checkout ready, then becomes the program, in this same process: signals, exit code and terminal are its own.
'use strict';

const path = require('path');

require('./prepare.cjs').prepareOrExit();
process.argv[1] = path.join(__dirname, '..', 'dist', 'bin.js');
require(process.argv[1]);
