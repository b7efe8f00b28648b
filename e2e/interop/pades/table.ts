import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkBaseline, verifyDocument, type BaselineLevel } from '@segl/pades';
import type { TestAuthority } from '../../support/test-authority.js';
import { expectedAnswers, restrictedChanges, type ExpectedDocument, type JudgeName } from './expected.js';
import {
  askDss,
  askMutool,
  askOpenssl,
  askPdfsig,
  askPyhanko,
  askQpdf,
  type DssAnswer,
  type Exhibit,
  type PyhankoAnswer,
} from './judges.js';

/** A document that was made, and what it must show. */
export interface Made extends Exhibit {
  readonly name: string;
  readonly expected: ExpectedDocument;
  /** The level that our own conformance check is asked about. */
  readonly level: BaselineLevel;
}

/** Where the judges are, and whom they trust. */
export interface Judges {
  readonly authority: TestAuthority;
  readonly python: string;
  /** `target` of e2e/interop/dss; without it EU DSS is not asked. */
  readonly dss: string | undefined;
}

type Answers = Partial<Record<JudgeName, readonly string[] | string>>;

const script = fileURLToPath(new URL('../judge_pyhanko.py', import.meta.url));

/** Asks every judge about every document, and prints the table. Returns where an answer is not as expected. */
export async function judgeAll(made: readonly Made[], { authority, python, dss }: Judges): Promise<string[]> {
  const root = authority.rootFile;
  const [byPyhanko, byDss, byOthers] = await Promise.all([
    askPyhanko(made, { python, script, root }),
    dss === undefined ? undefined : askDss(made, { target: dss, root }),
    // The rest meanwhile, one document after the other.
    judgeLocally(made, authority),
  ]);
  const problems: string[] = [];
  const judges = Object.keys(expectedAnswers) as JudgeName[];
  console.log(`\n${'document'.padEnd(84)} ${judges.map((judge) => judge.padEnd(10)).join(' ')}`);
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
    console.log(`${one.name.padEnd(84)} ${cells.map((cell) => cell.padEnd(10)).join(' ')}`);
  }
  console.log();
  return problems;
}

async function judgeLocally(made: readonly Made[], authority: TestAuthority): Promise<Answers[]> {
  const anchors = { root: authority.rootFile, authority: authority.authorityFile };
  const all: Answers[] = [];
  for (const one of made) {
    const [pdfsig, qpdf, mutool, openssl, segl] = await Promise.all([
      askPdfsig(one),
      askQpdf(one),
      askMutool(one),
      askOpenssl(one, anchors),
      askOurselves(one, authority),
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

/** Signatures in the order of EU DSS, then the document time-stamps, then whatever time-stamp in a signature is not good. */
function describeDss(answer: DssAnswer | undefined): string[] {
  if (answer === undefined || answer.error !== null) return [answer?.error ?? 'no answer'];
  const signatures = answer.signatures.map(({ field, format, indication, subIndication, messages }) =>
    indication === 'TOTAL_PASSED'
      ? `${field}: ${format} ${indication}${warningIn(messages)}`
      : subIndication === 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE' &&
          /EdDSA is not authorised/.test(messages.join(' '))
        ? `${field}: ${format} ${indication} ${subIndication}`
        : `${field}: ${format} ${indication} ${subIndication} ${messages.join(' ')}`,
  );
  const verdict = ({ indication, subIndication, messages }: DssAnswer['timestamps'][number]): string =>
    indication === 'PASSED' ? indication : `${indication} ${subIndication} ${messages.join(' ')}`;
  const ofDocument = answer.timestamps.filter(({ type }) => type === 'DOCUMENT_TIMESTAMP');
  const others = answer.timestamps.filter((one) => !ofDocument.includes(one) && one.indication !== 'PASSED');
  return [
    ...signatures,
    ...ofDocument.map((one) => `${one.field}: document time-stamp ${verdict(one)}`),
    ...others.map((one) => `${one.type} ${verdict(one)}`),
  ];
}

const warningIn = (messages: readonly string[]): string =>
  messages.some((message) => /contains changes restricted by/.test(message)) ? `, ${restrictedChanges}` : '';

/** Our own verifier and conformance check. They decide nothing here; they must agree. */
async function askOurselves({ file, password, level }: Made, { root }: TestAuthority): Promise<string[]> {
  const bytes = readFileSync(file);
  const opened = password === undefined ? {} : { password };
  const report = await verifyDocument(bytes, { ...opened, trustAnchors: [root] });
  const { signatures } = checkBaseline(bytes, { ...opened, level, trustAnchors: [root] });
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
