import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Command } from 'commander';
import {
  openFile,
  PadesError,
  readCertificateFile,
  verifyDocument,
  type VerificationReport,
} from '@segl/pades';
import { exitCode } from '../exit-codes.js';

interface VerifyOptions {
  json?: true;
  trust?: string;
}

export function addVerifyCommand(program: Command): void {
  program
    .command('verify')
    .description('Check every signature of PDF files (exit 0: all intact and trusted, 1: not, 2: unreadable)')
    .argument('<files...>', 'PDF files')
    .option('--json', 'one JSON object a line and file')
    .option(
      '--trust <folder>',
      'trust anchors: certificates as PEM or DER (default: those of ./data/trust/anchors)',
    )
    .action(async (files: string[], options: VerifyOptions) => {
      const trustAnchors = await readTrustAnchors(options.trust);
      let worst: number = exitCode.good;
      for (const file of files) {
        const outcome = await verifyFile(file, trustAnchors);
        console.log(options.json ? JSON.stringify(outcome.report) : outcome.words);
        worst = Math.max(worst, outcome.exitCode);
      }
      process.exitCode = worst;
    });
}

interface Outcome {
  report: object;
  words: string;
  exitCode: number;
}

async function verifyFile(file: string, trustAnchors: readonly Uint8Array[]): Promise<Outcome> {
  try {
    const source = openFile(file);
    try {
      const report = await verifyDocument(source, { trustAnchors });
      return {
        report: { file, ...report },
        words: describe(file, report),
        exitCode: report.ok ? exitCode.good : exitCode.refused,
      };
    } finally {
      source.close();
    }
  } catch (error) {
    const code = error instanceof PadesError ? error.code : undefined;
    const message = error instanceof Error ? error.message : String(error);
    return {
      report: {
        file,
        ok: null,
        intact: null,
        trusted: null,
        signatures: [],
        error: { code: code ?? 'file.unreadable', message },
      },
      words: `${file}\n  cannot be read: ${message}`,
      exitCode: exitCode.unreadable,
    };
  }
}

function describe(file: string, report: VerificationReport): string {
  const lines = [file];
  if (report.signatures.length === 0) lines.push('  no signatures');
  for (const signature of report.signatures) {
    const verdict = signature.intact
      ? signature.trusted
        ? 'intact, trusted'
        : 'intact, NOT trusted'
      : 'NOT INTACT';
    const who = signature.signer.name ?? 'an unknown signer';
    const what = signature.type === 'timestamp' ? 'time-stamp by' : 'signed by';
    lines.push(`  ${signature.field}: ${verdict}: ${what} ${who}${when(signature)}`);
    for (const finding of signature.findings) {
      if (finding.severity === 'info') continue;
      const clause = finding.clause === undefined ? '' : ` (${finding.clause})`;
      lines.push(`    ${finding.severity}: ${finding.message} [${finding.code}]${clause}`);
    }
  }
  return lines.join('\n');
}

function when({ bestTime, claimedTime }: VerificationReport['signatures'][number]): string {
  if (bestTime !== null && bestTime !== undefined) return `, proven to exist at ${bestTime}`;
  return claimedTime === null || claimedTime === undefined
    ? ''
    : `, at ${claimedTime} by the signer's own clock`;
}

/** Reads all certificates of a folder. Without a folder: the anchors of the Segl in ./data, if there is one. */
async function readTrustAnchors(folder: string | undefined): Promise<Uint8Array[]> {
  const directory = folder ?? path.resolve(process.env['DATA_DIR'] ?? './data', 'trust/anchors');
  const exists = await stat(directory).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!exists) {
    if (folder === undefined) return [];
    throw new Error(`There is no folder ${folder} with trust anchors.`);
  }
  const names = (await readdir(directory)).filter((name) => /\.(pem|crt|cer|der)$/i.test(name));
  const anchors = await Promise.all(
    names.map(async (name) => readCertificateFile(await readFile(path.join(directory, name)))),
  );
  return anchors.flat();
}
