/*
 * What starmesh needs of Node, said once: bin, doctor and scripts/prepare.cjs ask here, and a test holds `engines` and the README to it.
 * Written in the syntax and the names of ten years ago: an old Node must get as far as reading which version is needed.
 */
'use strict';

const zlib = require('zlib');

const versions = '20 from 20.15 on, or 22.2 or newer';

/** Asks for what is used, and not for a number: frames, stores and recordings carry checksums. */
const isEnough = typeof zlib.crc32 === 'function';

module.exports = {
  engines: '>=20.15 <21 || >=22.2',
  versions: versions,
  isEnough: isEnough,
  refusal: isEnough
    ? undefined
    : `needs Node ${versions}; this is Node ${process.versions.node}. Install a newer one, then try again.`,
};
