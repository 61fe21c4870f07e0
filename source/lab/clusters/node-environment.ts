/**
 * The environment of a node's process. It is the lab's, because how Node finds its libraries differs from system to system (`LD_LIBRARY_PATH`,
 * `DYLD_LIBRARY_PATH`, `NIX_LD`, `ELECTRON_RUN_AS_NODE` …). Left out is what tells Node to run otherwise than the lab asks (`NODE_OPTIONS`, a
 * debugger, a coverage folder, the channel of a process that the lab's own parent forked).
 */
export function nodeEnvironment(own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(own).filter(([name]) => !name.startsWith('NODE_') || name === 'NODE_ICU_DATA');
  // One thread for files: a store writes one batch at a time.
  return { ...Object.fromEntries(kept), NODE_ENV: 'production', UV_THREADPOOL_SIZE: '1' };
}
