import { setFlagsFromString } from 'node:v8';

/**
 * Has V8 wait longer before it compiles WebAssembly anew for speed. The embedded database and Prisma's query compiler are
 * WebAssembly; while Segl starts, compiling their functions anew takes more than it saves (a second of five on two cores). What
 * is used much is still compiled. Has to be called before either is loaded.
 */
export function tuneEngine(): void {
  setFlagsFromString('--wasm-tiering-budget=20000000');
}
