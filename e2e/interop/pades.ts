// The engine before foreign judges: levels x algorithms x kinds of input x signers x certification, every pair of which
// meets in some document, each judged by pdfsig, qpdf, mutool, openssl, pyHanko (and adesverify) and EU DSS against the
// answers expected of each. Keys, authorities, OCSP, CRL and time-stamps are made for the run and served on loopback.
//
// npx tsx e2e/interop/pades.ts [--python PYTHON] [--dss TARGET] [--quick] [--only TEXT] [--keep FOLDER]
//
// Prints a table; exits 1 when an answer is not as expected. Without --dss EU DSS is left out, and the table says so.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkBaseline, PadesError, signDocument, verifyDocument, type BaselineLevel } from '@segl/pades';
import { keyKinds, startTestAuthority, type Party } from '../support/test-authority.js';
import {
  algorithms,
  allCases,
  fewCases,
  makeInputs,
  nameOf,
  type Algorithm,
  type AlgorithmName,
  type Case,
  type Input,
} from './pades/cases.js';
import { dssLevel, expectedAnswers, type ExpectedDocument, type JudgeName } from './pades/expected.js';
import {
  askDss,
  askMutool,
  askOpenssl,
  askPdfsig,
  askPyhanko,
  askQpdf,
  run,
  type DssAnswer,
  type Exhibit,
  type PyhankoAnswer,
} from './pades/judges.js';
import { makeDocument, scenarios, signerFor, type Workshop } from './pades/make-document.js';

const here = path.dirname(fileURLToPath(import.meta.url));
const option = (name: string): string | undefined =>
  process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined;
const python = option('--python') ?? 'python3';
const dssTarget = option('--dss');
const only = option('--only');
const keep = option('--keep');
const work = keep ?? mkdtempSync(path.join(os.tmpdir(), 'segl-pades-'));
mkdirSync(work, { recursive: true });

/** A document that was made, and what it must show. */
interface Made extends Exhibit {
  readonly name: string;
  readonly expected: ExpectedDocument;
  /** The level that our own conformance check is asked about. */
  readonly level: BaselineLevel;
}

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
  const signers = new Map<string, Party>();
  for (const kind of keyKinds) signers.set(kind, await authority.issue(`Signer ${kind}`, kind));
  const workshop: Workshop = { authority, signers };
  const foreigner = await authority.issue('Foreign Signer', 'rsa-2048');
  const script = path.join(here, 'sign_pyhanko.py');
  const inputs = makeInputs(work, authority, foreigner, python, script);

  const cases = (process.argv.includes('--quick') ? fewCases() : allCases()).filter(
    (one) => only === undefined || nameOf(one).includes(only),
  );
  const made: Made[] = [];
  const problems: string[] = [];
  for (const [index, one] of cases.entries()) {
    const input = inputs[one.input];
    try {
      const bytes = await makeDocument(one, input, readFileSync(input.file), workshop);
      const file = path.join(work, `case-${String(index)}.pdf`);
      writeFileSync(file, bytes);
      made.push({
        name: nameOf(one),
        file,
        ...(input.password === undefined ? {} : { password: input.password }),
        expected: expectedOf(one, input),
        level: one.level,
      });
    } catch (error) {
      problems.push(`${nameOf(one)}: not made: ${describe(error)}`);
    }
  }
  made.push(...(await makeScenarios(workshop, inputs.table, foreigner, script, problems)));
  if (only === undefined) made.push(...(await makeControls(signers, inputs.table, script)));
  problems.push(...(await checkRefusals(workshop, inputs.table)));
  const madeAfter = performance.now();
  console.log(
    `${String(made.length)} documents made in ${((madeAfter - startedAt) / 1000).toFixed(0)} s; ` +
      `authority answered ${[...authority.answered].map(([what, count]) => `${what} ${String(count)}`).join(', ')}`,
  );

  problems.push(...(await judgeAll(made)));
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
  const stamped = one.level === 'B-LTA';
  return {
    signatures: [
      ...input.foreign.map((field) => ({
        field,
        type: 'signature' as const,
        algorithm: 'foreign' as const,
        // A document time-stamp behind it is a time-stamp for it too; validation data were asked for ours alone.
        level: one.level === 'B-LTA' ? ('T' as const) : ('B' as const),
      })),
      ...Array.from({ length: one.signers }, (_, index) => ({
        field: `Signature-${String(index + 1)}`,
        type: 'signature' as const,
        algorithm: one.algorithm,
        level: dssLevel(one.level),
      })),
      ...(stamped
        ? [{ field: 'Timestamp-1', type: 'timestamp' as const, algorithm: 'foreign' as const, level: null }]
        : []),
    ],
    tail: one.level === 'B-LT' ? 'validation-data' : 'nothing',
  };
}

async function makeScenarios(
  workshop: Workshop,
  input: Input,
  foreigner: Party,
  script: string,
  problems: string[],
): Promise<Made[]> {
  if (only !== undefined && !'scenarios'.includes(only)) return [];
  // Not synchronously: pyHanko asks the authority that this process serves.
  const byPyhanko = async (level: 'B-B' | 'B-LTA'): Promise<Uint8Array> => {
    const out = path.join(work, `foreign-${level}.pdf`);
    const { status, text } = await run(python, [
      ...[script, input.file, out, foreigner.keyFile, foreigner.certificateFile],
      ...[authority.authorityFile, authority.rootFile, `level=${level}`],
      ...(level === 'B-B' ? [] : [`tsa=${authority.tsaUrl}`]),
    ]);
    if (status !== 0) throw new Error(`pyHanko does not sign: ${text.slice(-1000)}`);
    return readFileSync(out);
  };
  const foreign = { 'B-B': await byPyhanko('B-B'), 'B-LTA': await byPyhanko('B-LTA') };
  const made: Made[] = [];
  for (const [index, scenario] of scenarios(readFileSync(input.file)).entries()) {
    try {
      const file = path.join(work, `scenario-${String(index)}.pdf`);
      writeFileSync(file, await scenario.make(workshop, foreign));
      made.push({
        name: scenario.name,
        file,
        level: scenario.name.includes('B-LTA') ? 'B-LTA' : 'B-T',
        expected: {
          signatures: [
            ...Object.entries(scenario.levels).map(([field, level]) => ({
              field,
              type: 'signature' as const,
              algorithm: 'foreign' as const,
              level,
            })),
            ...Array.from({ length: scenario.stamps }, () => ({
              field: '*',
              type: 'timestamp' as const,
              algorithm: 'foreign' as const,
              level: null,
            })),
          ],
          tail: 'nothing',
        },
      });
    } catch (error) {
      problems.push(`${scenario.name}: not made: ${describe(error)}`);
    }
  }
  return made;
}

/**
 * What pyHanko makes with the same keys: the answers expected of a judge are those it gives of somebody else's signatures
 * too, so that none of them excuses a fault of ours.
 */
async function makeControls(
  signers: ReadonlyMap<string, Party>,
  input: Input,
  script: string,
): Promise<Made[]> {
  const made: Made[] = [];
  for (const [index, [name, algorithm]] of (
    Object.entries(algorithms) as [AlgorithmName, Algorithm][]
  ).entries()) {
    const party = signers.get(algorithm.key);
    if (party === undefined) throw new Error(`no signer with ${algorithm.key}`);
    const file = path.join(work, `control-${String(index)}.pdf`);
    const { status, text } = await run(python, [
      ...[script, input.file, file, party.keyFile, party.certificateFile],
      ...[authority.authorityFile, authority.rootFile],
      `digest=${algorithm.digestAlgorithm.toLowerCase().replace('-', '')}`,
      ...(algorithm.signatureAlgorithm === 'RSASSA-PSS' ? ['pss=yes'] : []),
    ]);
    if (status !== 0) throw new Error(`pyHanko does not sign: ${text.slice(-1000)}`);
    made.push({
      name: `control: pyHanko's own, ${name}`,
      file,
      level: 'B-B',
      expected: {
        signatures: [{ field: 'Foreign', type: 'signature', algorithm: name, level: 'B' }],
        tail: 'nothing',
      },
    });
  }
  return made;
}

/** What a document or its state forbids is refused with its code. */
async function checkRefusals(workshop: Workshop, input: Input): Promise<string[]> {
  const signer = signerFor({ algorithm: 'p-256 sha-256' }, workshop);
  const sign = (
    document: Uint8Array,
    name: string,
    certification?: 1 | 2 | 3,
  ): Promise<{ toBytes(): Uint8Array }> =>
    signDocument(document, {
      signer,
      signerName: 'Signer',
      field: { new: { name } },
      ...(certification === undefined ? {} : { certification }),
    });
  const unsigned = readFileSync(input.file);
  const refusals: readonly [string, string, () => Promise<unknown>][] = [
    [
      'a second signature where the certification allows nothing (P=1)',
      'sign.docmdp-forbids',
      async () => sign((await sign(unsigned, 'First', 1)).toBytes(), 'Second'),
    ],
    [
      'a new field that is shown behind a certification',
      'sign.docmdp-forbids',
      async () =>
        signDocument((await sign(unsigned, 'First', 3)).toBytes(), {
          signer,
          signerName: 'Signer',
          field: { new: { name: 'Second', rect: [72, 72, 200, 120] } },
        }),
    ],
    [
      'a certification behind a signature',
      'sign.certification-not-first',
      async () => sign((await sign(unsigned, 'First')).toBytes(), 'Second', 2),
    ],
  ];
  const problems: string[] = [];
  for (const [what, code, attempt] of refusals) {
    const answer = await attempt().then(
      () => 'done',
      (error: unknown) => (error instanceof PadesError ? error.code : describe(error)),
    );
    if (answer !== code) problems.push(`${what}: expected ${code}, was ${answer}`);
  }
  return problems;
}

const describe = (error: unknown): string =>
  error instanceof PadesError ? `${error.code} ${error.message}` : String(error);

type Answers = Partial<Record<JudgeName, readonly string[] | string>>;

/** Asks every judge about every document, and prints the table. */
async function judgeAll(made: readonly Made[]): Promise<string[]> {
  const pyhanko = askPyhanko(made, {
    python,
    script: path.join(here, 'judge_pyhanko.py'),
    root: authority.rootFile,
  });
  const dss =
    dssTarget === undefined ? undefined : askDss(made, { target: dssTarget, root: authority.rootFile });
  // The rest meanwhile, one document after the other.
  const local = judgeLocally(made);
  const [byPyhanko, byDss, byOthers] = await Promise.all([pyhanko, dss, local]);
  const problems: string[] = [];
  const judges = Object.keys(expectedAnswers) as JudgeName[];
  console.log(`\n${'document'.padEnd(72)} ${judges.map((judge) => judge.padEnd(10)).join(' ')}`);
  for (const [index, one] of made.entries()) {
    const answers: Answers = {
      ...byOthers[index],
      ...describePyhanko(byPyhanko[index]),
      ...(byDss === undefined ? {} : { dss: describeDss(byDss[index]) }),
    };
    const cells = judges.map((judge) => {
      const answer = answers[judge];
      if (answer === undefined) return 'not asked';
      const expected: readonly string[] | string = expectedAnswers[judge](one.expected);
      if (sameAnswer(expected, answer)) return 'ok';
      problems.push(
        `${one.name} (${path.basename(one.file)}): ${judge}\n      expected ${JSON.stringify(expected)}\n      was      ${JSON.stringify(answer)}`,
      );
      return 'DEVIATES';
    });
    console.log(`${one.name.padEnd(72)} ${cells.map((cell) => cell.padEnd(10)).join(' ')}`);
  }
  console.log();
  return problems;
}

async function judgeLocally(made: readonly Made[]): Promise<Answers[]> {
  const anchors = { root: authority.rootFile, authority: authority.authorityFile };
  const all: Answers[] = [];
  for (const one of made) {
    const [pdfsig, qpdf, mutool, openssl, segl] = await Promise.all([
      askPdfsig(one),
      askQpdf(one),
      askMutool(one),
      askOpenssl(one, anchors),
      askOurselves(one),
    ]);
    all.push({ pdfsig, qpdf, mutool, openssl, segl });
  }
  return all;
}

/** Answers must be the same; where the name of a time-stamp's field is left open (`*`), any name does. */
function sameAnswer(expected: readonly string[] | string, answer: readonly string[] | string): boolean {
  if (typeof expected === 'string' || typeof answer === 'string') return expected === answer;
  return (
    expected.length === answer.length &&
    expected.every((text, index) =>
      text.startsWith('*: ') ? answer[index]?.endsWith(text.slice(1)) === true : answer[index] === text,
    )
  );
}

function describePyhanko(answer: PyhankoAnswer | undefined): Pick<Answers, 'pyhanko' | 'adesverify'> {
  if (answer === undefined || answer.error !== null) {
    const said = [answer?.error ?? 'no answer'];
    return { pyhanko: said, adesverify: said };
  }
  return {
    pyhanko: answer.signatures.map(({ field, error, intact, valid, trusted, docmdp, coverage }) => {
      if (error !== undefined) return `${field}: ${error}`;
      const words = [
        intact && 'intact',
        valid && 'valid',
        trusted && 'trusted',
        docmdp && 'docmdp',
        coverage,
      ];
      return `${field}: ${words.filter(Boolean).join(' ')}`;
    }),
    adesverify: answer.signatures
      .filter(({ ades, error }) => ades !== undefined || error !== undefined)
      .map(({ field, ades, adesSub, error }) =>
        ades === 'PASSED' ? `${field}: PASSED` : `${field}: ${ades ?? ''} ${adesSub ?? error ?? ''}`,
      ),
  };
}

function describeDss(answer: DssAnswer | undefined): string[] {
  if (answer === undefined || answer.error !== null) return [answer?.error ?? 'no answer'];
  return answer.signatures.map(({ field, format, indication, subIndication, messages }) =>
    indication === 'TOTAL_PASSED'
      ? `${field}: ${format} ${indication}`
      : subIndication === 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE' &&
          /EdDSA is not authorised/.test(messages.join(' '))
        ? `${field}: ${format} ${indication} ${subIndication}`
        : `${field}: ${format} ${indication} ${subIndication} ${messages.join(' ')}`,
  );
}

/** Our own verifier and conformance check. They decide nothing here; they must agree. */
async function askOurselves({ file, password, level }: Made): Promise<string[]> {
  const bytes = readFileSync(file);
  const opened = password === undefined ? {} : { password };
  const report = await verifyDocument(bytes, { ...opened, trustAnchors: [authority.root] });
  const { signatures } = checkBaseline(bytes, { ...opened, level, trustAnchors: [authority.root] });
  return report.signatures.map(({ field, intact, trusted }) => {
    const conformance = signatures.find((one) => one.field === field);
    const good = conformance?.findings.every(
      ({ severity, level: of }) => severity !== 'error' || of !== 'B-B',
    );
    const words = [
      intact && 'intact',
      trusted && 'trusted',
      good && 'conforms',
      conformance?.type === 'signature' && conformance.reached,
    ];
    return `${field}: ${words.filter(Boolean).join(' ')}`;
  });
}
