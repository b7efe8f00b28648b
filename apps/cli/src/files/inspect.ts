import type { Command } from 'commander';
import { inspectDocument, openFile, PadesError, type DocumentReport } from '@segl/pades';
import { exitCode } from '../exit-codes.js';

export function addInspectCommand(program: Command): void {
  program
    .command('inspect')
    .description('Show what is in PDF files and what they allow')
    .argument('<files...>', 'PDF files')
    .option('--json', 'one JSON object a line and file')
    .action((files: string[], options: { json?: true }) => {
      let worst: number = exitCode.good;
      for (const file of files) {
        try {
          const source = openFile(file);
          try {
            const report = inspectDocument(source);
            console.log(options.json ? JSON.stringify({ file, ...report }) : describe(file, report));
          } finally {
            source.close();
          }
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error);
          const code = error instanceof PadesError ? error.code : 'file.unreadable';
          if (options.json) console.log(JSON.stringify({ file, error: { code, message } }));
          else console.error(`${file}: ${message} [${code}]`);
          worst = exitCode.unreadable;
        }
      }
      process.exitCode = worst;
    });
}

function describe(file: string, report: DocumentReport): string {
  const lines = [
    file,
    `  PDF ${report.version}, ${String(report.pageCount)} pages, ${String(report.revisions)} revisions, ${String(report.bytes)} bytes`,
  ];
  if (report.pdfA) lines.push(`  claims PDF/A-${String(report.pdfA.part)}${report.pdfA.conformance}`);
  if (report.encrypted) lines.push('  encrypted');
  if (report.xfa) lines.push('  XFA form');
  for (const repair of report.repairs)
    lines.push(`  mended while reading: ${repair.message} [${repair.code}]`);
  for (const content of report.activeContent)
    lines.push(`  active content: ${content.kind} at ${content.where}`);
  for (const field of report.signatureFields) {
    const state =
      field.signature === undefined
        ? 'empty'
        : `${field.signature.kind} by ${field.signature.name ?? 'unknown'}`;
    lines.push(`  signature field ${field.name}: ${state}`);
  }
  lines.push(report.signing.permitted ? '  may be signed' : '  may not be signed:');
  for (const refusal of report.signing.refusals) lines.push(`    ${refusal.message} [${refusal.code}]`);
  return lines.join('\n');
}
