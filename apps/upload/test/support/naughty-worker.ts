import { UploadError } from '../../src/errors.js';
import { serveCalls } from '../../src/workers/serve-calls.js';

/** Methods of a worker that does what hostile files would make one do. */
export type NaughtyMethods = {
  echo: { input: string; output: string };
  spin: { input: undefined; output: undefined };
  fill: { input: undefined; output: undefined };
  exit: { input: undefined; output: undefined };
  refuse: { input: undefined; output: undefined };
  fail: { input: undefined; output: undefined };
  environment: { input: undefined; output: string[] };
};

serveCalls<NaughtyMethods>({
  echo: async (text) => text,
  async spin() {
    for (;;);
  },
  async fill() {
    const kept: number[][] = [];
    for (;;) kept.push(Array.from({ length: 100_000 }, (_, index) => index / 3));
  },
  async exit() {
    process.exit(3);
  },
  async refuse() {
    throw new UploadError('upload.malformed', 'as it should', { facts: { page: 3 } });
  },
  async fail() {
    throw new TypeError('as it should not');
  },
  environment: async () => Object.keys(process.env),
});
