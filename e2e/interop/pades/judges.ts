import { execFile, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { signaturesIn } from './signatures-in.js';

/** A file to be judged. */
export interface Exhibit {
  readonly file: string;
  readonly password?: string;
}

/** What came out of a program. */
export interface Output {
  readonly status: number | null;
  readonly text: string;
}

/** Runs a program to its end; whatever it exits with is an answer. */
export function run(command: string, args: readonly string[], input?: string): Promise<Output> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      command,
      [...args],
      { encoding: 'utf8', maxBuffer: 1 << 28, timeout: 300_000 },
      (error, stdout, stderr) => {
        if (error !== null && typeof error.code === 'string') reject(error);
        else resolve({ status: child.exitCode, text: `${stdout}${stderr}` });
      },
    );
    if (input !== undefined) child.stdin?.end(input);
  });
}

/** Runs a program that reads lines and answers each by one line of JSON. */
export function runLines(
  command: string,
  args: readonly string[],
  lines: readonly string[],
): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (piece: Buffer) => out.push(piece));
    child.stderr.on('data', (piece: Buffer) => err.push(piece));
    child.once('error', reject);
    child.once('close', (code) => {
      const answers = Buffer.concat(out).toString().split('\n').filter(Boolean);
      if (code !== 0 || answers.length !== lines.length)
        reject(
          new Error(
            `${command} answered ${String(answers.length)} of ${String(lines.length)}: ${Buffer.concat(err).toString().slice(-2000)}`,
          ),
        );
      else resolve(answers.map((line) => JSON.parse(line) as unknown));
    });
    child.stdin.end(`${lines.join('\n')}\n`);
  });
}

const lineOf = ({ file, password }: Exhibit): string =>
  password === undefined ? file : `${file}\t${password}`;

/** pdfsig: one verdict a signature, in the order in which it lists them. */
export async function askPdfsig({ file, password }: Exhibit): Promise<string[]> {
  const { text } = await run('pdfsig', [
    ...(password === undefined ? [] : ['-upw', password]),
    '-nocert',
    file,
  ]);
  return [...text.matchAll(/- Signature Validation: (.*)/g)].map((match) => match[1] ?? '');
}

/** qpdf: what its exit code means. */
export async function askQpdf({ file, password }: Exhibit): Promise<'sound' | 'warnings' | 'errors'> {
  const { status } = await run('qpdf', [
    ...(password === undefined ? [] : [`--password=${password}`]),
    '--check',
    file,
  ]);
  return status === 0 ? 'sound' : status === 3 ? 'warnings' : 'errors';
}

/** mutool: for each signature what it says of the digest and of later changes; of the certificate it says no more than that the root is unknown. */
export async function askMutool({ file, password }: Exhibit): Promise<string[]> {
  const { text } = await run('mutool', [
    'sign',
    ...(password === undefined ? [] : ['-p', password]),
    '-v',
    file,
  ]);
  return text
    .split(/^Verifying signature/m)
    .slice(1)
    .map(
      (part) =>
        /Digest error: .*|The document is unchanged.*|The signature is valid but.*|Signature is not signed.*/.exec(
          part,
        )?.[0] ?? part.trim().slice(0, 200),
    );
}

/** openssl: whether the CMS verifies over the bytes that the ByteRange covers, or the token stamps them. */
export async function askOpenssl(
  exhibit: Exhibit,
  anchors: { readonly root: string; readonly authority: string },
): Promise<string[]> {
  const answers: string[] = [];
  for (const [index, { type, cms, covered }] of signaturesIn(exhibit).entries()) {
    const at = (suffix: string): string => `${exhibit.file}.${String(index)}.${suffix}`;
    writeFileSync(at('cms'), cms);
    writeFileSync(at('covered'), covered);
    const { status, text } =
      type === 'signature'
        ? await run('openssl', [
            ...['cms', '-verify', '-inform', 'DER', '-in', at('cms'), '-content', at('covered'), '-binary'],
            ...['-CAfile', anchors.root, '-purpose', 'any', '-out', '/dev/null'],
          ])
        : await run('openssl', [
            ...['ts', '-verify', '-data', at('covered'), '-in', at('cms'), '-token_in'],
            ...['-CAfile', anchors.root, '-untrusted', anchors.authority],
          ]);
    // OpenSSL 3.0 cannot digest for Ed25519 as CMS wants it (RFC 8419 §3.1).
    const unable = /eddsa_digest_signverify_init:invalid digest/.test(text);
    answers.push(
      `${type} ${status === 0 ? 'verifies' : unable ? 'is not supported' : `does not verify: ${text.slice(0, 200)}`}`,
    );
  }
  return answers;
}

/** openssl: what it reads in a CMS, attribute by attribute. */
export async function printCms(file: string): Promise<string> {
  const { text } = await run('openssl', [
    'cms',
    '-cmsout',
    '-print',
    '-noout',
    '-inform',
    'DER',
    '-in',
    file,
  ]);
  return text;
}

export interface PyhankoSignature {
  readonly field: string;
  readonly error?: string;
  readonly intact?: boolean;
  readonly valid?: boolean;
  readonly trusted?: boolean;
  readonly coverage?: string;
  readonly modification?: string;
  readonly docmdp?: boolean;
  readonly ades?: string;
  readonly adesSub?: string | null;
}

export interface PyhankoAnswer {
  readonly file: string;
  readonly error: string | null;
  readonly signatures: readonly PyhankoSignature[];
}

export async function askPyhanko(
  exhibits: readonly Exhibit[],
  { python, script, root }: { readonly python: string; readonly script: string; readonly root: string },
): Promise<PyhankoAnswer[]> {
  return (await runLines(python, [script, '--ades', root], exhibits.map(lineOf))) as PyhankoAnswer[];
}

export interface DssAnswer {
  readonly file: string;
  readonly error: string | null;
  readonly signatures: readonly {
    readonly field: string;
    readonly format: string;
    readonly indication: string;
    readonly subIndication: string;
    readonly messages: readonly string[];
  }[];
  readonly timestamps: readonly {
    readonly type: string;
    /** Empty where the time-stamp stands in a signature. */
    readonly field: string;
    readonly indication: string;
    readonly subIndication: string;
    readonly messages: readonly string[];
  }[];
}

export async function askDss(
  exhibits: readonly Exhibit[],
  { target, root }: { readonly target: string; readonly root: string },
): Promise<DssAnswer[]> {
  const classPath = [path.join(target, 'dss-judge-1.jar'), path.join(target, 'lib', '*')].join(':');
  return (await runLines(
    'java',
    ['-cp', classPath, 'segl.Judge', root],
    exhibits.map(lineOf),
  )) as DssAnswer[];
}
