import { answerParent } from './children.ts';

// Loaded into the server under measurement (node --import), which knows nothing of it.
answerParent({
  /** Resident memory in bytes after a garbage collection. */
  memory: () => {
    globalThis.gc?.();
    globalThis.gc?.();
    return process.memoryUsage();
  },
  /** Processor time so far, in microseconds. */
  cpu: () => process.cpuUsage(),
});
