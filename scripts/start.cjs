// `npm start`: makes the checkout ready, then becomes the program, in this same process: signals, exit code and terminal are its own.
'use strict';

require('./prepare.cjs').prepareOrExit();
require('./open.cjs');
