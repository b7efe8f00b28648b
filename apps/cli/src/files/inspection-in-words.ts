import type { DocumentReport, RevisionReport } from '@segl/pades';
import { printable } from './printable.js';

/** What is in a document, for people. */
export function inspectionInWords(
  file: string,
  report: DocumentReport,
  history: readonly RevisionReport[],
): string {
  const lines = [
    file,
    `  PDF ${report.version}, ${count(report.pageCount, 'page')}, ${count(report.revisions, 'revision')}, ${report.bytes.toLocaleString('en')} bytes`,
  ];
  if (report.title !== undefined) lines.push(`  title: ${report.title}`);
  if (report.pdfA) lines.push(`  claims PDF/A-${String(report.pdfA.part)}${report.pdfA.conformance}`);
  if (report.pdfUa !== undefined) lines.push(`  claims PDF/UA-${String(report.pdfUa)}`);
  if (report.tagged) lines.push('  tagged');
  if (report.xfa) lines.push('  XFA form');
  lines.push(...encryption(report));
  for (const repair of report.repairs)
    lines.push(`  mended while reading: ${repair.message} [${repair.code}]`);
  for (const content of report.activeContent)
    lines.push(`  active content: ${content.kind} at ${content.where}`);
  lines.push(...fields(report));
  if (history.length > 0) lines.push('  revisions:', ...history.flatMap(revision));
  lines.push(report.signing.permitted ? '  may be signed' : '  may not be signed:');
  for (const refusal of report.signing.refusals) lines.push(`    ${refusal.message} [${refusal.code}]`);
  if (report.signing.permitted && !report.signing.newFieldsPermitted)
    lines.push('    in its empty fields only');
  return `${lines.map(printable).join('\n')}\n`;
}

const count = (number: number, what: string): string =>
  `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`;

function encryption({ encryption: found, permissions }: DocumentReport): string[] {
  if (found === undefined) return [];
  const opened =
    found.lockedBy === undefined
      ? found.opensWithoutPassword
        ? 'opens without a password'
        : `opened with the ${found.openedWith ?? ''} password`
      : `locked [${found.lockedBy}]`;
  const lines = [
    `  encrypted: ${found.handler} handler, revision ${String(found.revision)}, ${found.algorithm}, ${opened}`,
  ];
  if (permissions === undefined) return lines;
  const names = Object.entries(permissionWords) as [keyof typeof permissionWords, string][];
  const forbidden = names.filter(([name]) => !permissions[name]).map(([, words]) => words);
  lines.push(
    forbidden.length === 0
      ? '  permits everything'
      : `  without the owner password: no ${forbidden.join(', no ')}`,
  );
  return lines;
}

const permissionWords = {
  print: 'printing',
  modify: 'changes',
  copy: 'copying',
  annotate: 'comments',
  fillForms: 'form filling',
  assemble: 'assembling',
} as const;

function fields({ signatureFields }: DocumentReport): string[] {
  return signatureFields.map((field) => {
    const { signature } = field;
    const where = field.pageIndex === undefined ? '' : ` on page ${String(field.pageIndex + 1)}`;
    if (signature === undefined) return `  signature field ${field.name}${where}: empty`;
    const words = [`${signature.kind} by ${signature.name ?? 'unknown'}`];
    if (signature.docMdp !== undefined) words.push(certifies[signature.docMdp]);
    if (signature.fieldMdp !== undefined) {
      const { action, fields: names } = signature.fieldMdp;
      words.push(`locks ${lockWords[action]}${action === 'All' ? '' : ` ${names.join(', ')}`}`);
    }
    return `  signature field ${field.name}${where}: ${words.join('; ')}`;
  });
}

const certifies = {
  1: 'permits no later changes',
  2: 'permits later form filling and signatures',
  3: 'permits later form filling, signatures and comments',
} as const;

const lockWords = { All: 'all fields', Include: 'the fields', Exclude: 'all fields but' } as const;

function revision(report: RevisionReport): string[] {
  const deeds = [
    ...report.signatures.map(({ field, kind, by }) =>
      kind === 'signature'
        ? `signed by ${by ?? 'unknown'} in ${field}`
        : `time-stamped by ${by ?? 'unknown'} in ${field}`,
    ),
    ...(report.addedFields.length === 0 ? [] : [`adds fields ${report.addedFields.join(', ')}`]),
    ...(report.filledFields.length === 0 ? [] : [`fills ${report.filledFields.join(', ')}`]),
    ...(report.removedFields.length === 0 ? [] : [`removes fields ${report.removedFields.join(', ')}`]),
    ...(report.modification === 'lta-updates' && report.signatures.length === 0
      ? ['adds validation data']
      : []),
  ];
  const [cover] = report.coveredBy;
  const covered =
    cover === undefined ? 'covered by no signature' : `covered by ${report.coveredBy.join(', ')}`;
  const what =
    deeds.length > 0 ? deeds.join('; ') : report.number === 1 ? 'the document' : 'changes nothing that shows';
  return [
    `    ${String(report.number)}: ${report.otherChanges.length > 0 && deeds.length === 0 ? 'changes' : what} (${report.bytes.toLocaleString('en')} bytes, ${covered})`,
    ...report.otherChanges.map((change) => `       ${change}`),
  ];
}
