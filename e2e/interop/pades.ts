// The engine before foreign judges: levels x algorithms x kinds of input x signers x certification, every pair of which
// meets in some document; extending what we, pyHanko and EU DSS signed; and locks. Each is judged by pdfsig, qpdf, mutool,
// openssl, pyHanko (and adesverify) and EU DSS against the answers expected of each. Keys, authorities, OCSP, CRL and
// time-stamps are made for the run and served on loopback.
//
// npx tsx e2e/interop/pades.ts [--python PYTHON] [--dss TARGET] [--quick] [--only TEXT] [--keep FOLDER]
//
// --quick makes twenty of the combinations: each thing once, not every pair. Prints a table; exits 1 when an answer is not
// as expected. Without --dss EU DSS is left out, and the table says so.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startTestAuthority } from '../support/test-authority.js';
import { askCommand, commandSays, type Commanded } from './pades/adesverify-command.js';
import {
  algorithmNames,
  algorithms,
  algorithmsOf,
  allCases,
  fewCases,
  makeInputs,
  nameOf,
  type Case,
  type Input,
} from './pades/cases.js';
import { dssLevel, signature, timestamp, type ExpectedDocument } from './pades/expected.js';
import { lockScenarios } from './pades/locks.js';
import { issueSigners, makeDocument, partyFor, type Workshop } from './pades/make-document.js';
import { pyhankoSigns, signedByOthers, type ForeignDocuments, type Others } from './pades/others.js';
import { checkRefusals, describeError } from './pades/refusals.js';
import { own, scenarios, type Scenario } from './pades/scenarios.js';
import { judgeAll, type Made } from './pades/table.js';

const option = (name: string): string | undefined =>
  process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined;
const python = option('--python') ?? 'python3';
const dss = option('--dss');
const only = option('--only');
const keep = option('--keep');
const work = keep ?? mkdtempSync(path.join(os.tmpdir(), 'segl-pades-'));
mkdirSync(work, { recursive: true });

const authority = await startTestAuthority(path.join(work, 'pki'));
try {
  const failures = await runAll();
  process.exitCode = failures === 0 ? 0 : 1;
} finally {
  await authority.close();
  if (keep === undefined) rmSync(work, { recursive: true, force: true });
}

async function runAll(): Promise<number> {
  const startedAt = performance.now();
  const workshop: Workshop = { authority, signers: await issueSigners(authority) };
  const foreigner = await authority.issue('Foreign Signer', 'rsa-2048');
  const others: Others = { authority, foreigner, folder: work, python, dss };
  const script = fileURLToPath(new URL('sign_pyhanko.py', import.meta.url));
  const inputs = makeInputs(work, authority, foreigner, python, script);
  const unsigned = readFileSync(inputs.table.file);
  const foreign = await signedByOthers(others, inputs.table.file);
  if (dss === undefined) console.log('EU DSS is left out: no --dss');

  const chosen = (name: string): boolean => only === undefined || name.includes(only);
  const problems: string[] = [];
  const make = async (name: string, file: string, bytes: () => Promise<Uint8Array>): Promise<boolean> => {
    try {
      writeFileSync(file, await bytes());
      return true;
    } catch (error) {
      problems.push(`${name}: not made: ${describeError(error)}`);
      return false;
    }
  };
  const made: Made[] = [];
  const commanded: Commanded[] =
    only === undefined ? await levelsForCommand(unsigned, foreign, workshop) : [];
  for (const [index, one] of (process.argv.includes('--quick') ? fewCases() : allCases()).entries()) {
    const name = nameOf(one);
    const input = inputs[one.input];
    const file = path.join(work, `case-${String(index)}.pdf`);
    if (!chosen(name)) continue;
    if (!(await make(name, file, () => makeDocument(one, input, readFileSync(input.file), workshop))))
      continue;
    const password = input.password === undefined ? {} : { password: input.password };
    made.push({ name, file, ...password, expected: expectedOf(one, input), level: one.level });
  }
  const done: readonly Scenario[] = [...scenarios(unsigned, foreign), ...lockScenarios(others)];
  for (const [index, scenario] of done.entries()) {
    const { name, level, expected, command } = scenario;
    const file = path.join(work, `scenario-${String(index)}.pdf`);
    if (!chosen(name) || !(await make(name, file, () => scenario.make(workshop)))) continue;
    made.push({ name, file, level, expected });
    if (command !== undefined) commanded.push({ name, file, ...command });
  }
  if (only === undefined) made.push(...(await makeControls(workshop, inputs.table)));
  problems.push(...(await checkRefusals(workshop, unsigned)));
  console.log(
    `${String(made.length)} documents made in ${((performance.now() - startedAt) / 1000).toFixed(0)} s; ` +
      `authority answered ${[...authority.answered].map(([what, count]) => `${what} ${String(count)}`).join(', ')}`,
  );

  const [byJudges, byCommand] = await Promise.all([
    judgeAll(made, { authority, python, dss }),
    askCommand(commanded, { python, root: authority.rootFile }),
  ]);
  problems.push(...byJudges, ...byCommand);
  for (const problem of problems) console.log(`  ${problem}`);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  console.log(
    problems.length === 0
      ? `pades: ${String(made.length)} documents, every judge as expected (${seconds} s)`
      : `pades: ${String(problems.length)} deviations in ${String(made.length)} documents (${seconds} s)`,
  );
  return problems.length;
}

function expectedOf(one: Case, input: Input): ExpectedDocument {
  return {
    signatures: [
      // A document time-stamp behind it is a time-stamp for it too; validation data were asked for ours alone.
      ...input.foreign.map((field) => signature(field, one.level === 'B-LTA' ? 'T' : 'B')),
      ...algorithmsOf(one).map((algorithm, index) => ({
        ...signature(`Signature-${String(index + 1)}`, dssLevel(one.level)),
        algorithm,
      })),
      ...(one.level === 'B-LTA' ? [timestamp('Timestamp-1')] : []),
    ],
    tail: one.level === 'B-LT' ? 'validation-data' : 'nothing',
  };
}

/**
 * What pyHanko makes with the same keys: the answers expected of a judge are those it gives of somebody else's signatures
 * too, so that none of them excuses a fault of ours.
 */
async function makeControls(workshop: Workshop, input: Input): Promise<Made[]> {
  const made: Made[] = [];
  for (const [index, name] of algorithmNames.entries()) {
    const { digestAlgorithm, ...scheme } = algorithms[name];
    const file = path.join(work, `control-${String(index)}.pdf`);
    await pyhankoSigns({ authority, python }, input.file, file, partyFor(name, workshop), [
      `digest=${digestAlgorithm.toLowerCase().replace('-', '')}`,
      ...('signatureAlgorithm' in scheme ? ['pss=yes'] : []),
    ]);
    made.push({
      name: `control: pyHanko's own, ${name}`,
      file,
      level: 'B-B',
      expected: { signatures: [{ ...signature('Foreign', 'B'), algorithm: name }], tail: 'nothing' },
    });
  }
  return made;
}

/** For the command: ours at every level, and pyHanko's own beside them. */
async function levelsForCommand(
  unsigned: Uint8Array,
  foreign: ForeignDocuments,
  workshop: Workshop,
): Promise<Commanded[]> {
  const exhibits: Commanded[] = [];
  for (const level of ['B-B', 'B-T', 'B-LT', 'B-LTA'] as const) {
    const documents = { ours: await own(unsigned, level, workshop), "pyHanko's": foreign.pyHanko[level] };
    for (const [whose, document] of Object.entries(documents)) {
      const name = `${whose}, ${level}`;
      const file = path.join(work, `command-${name.replaceAll(/\W+/g, '-')}.pdf`);
      writeFileSync(file, document);
      exhibits.push({ name, file, says: [commandSays[level]], exit: 0 });
    }
  }
  return exhibits;
}
