import { callProgram } from './program.js';

await callProgram(process.argv.slice(2));
