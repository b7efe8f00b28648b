// Pages a second as intake renders them (two densities and text, over HTTP) beside pdftoppm at the same resolutions.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { signing, upload } from '@segl/contracts';
import { PDFDocument, StandardFonts } from 'pdf-lib';
import { HttpPerson } from '../../e2e/support/http-person.js';
import { startProduct } from '../../e2e/support/product.js';
import { printTable, quick } from './measure.js';

const pages = quick ? 20 : 200;
const folder = mkdtempSync(path.join(os.tmpdir(), 'segl-bench-'));
const file = path.join(folder, 'pages.pdf');
writeFileSync(file, await makePages(pages));

const pdftoppm = (resolution: number): number => {
  const began = performance.now();
  execFileSync('pdftoppm', [
    '-r',
    String(resolution),
    '-png',
    file,
    path.join(folder, `r${String(resolution)}`),
  ]);
  return performance.now() - began;
};

const product = await startProduct();
try {
  const sender = (await product.people()).find(({ bankIdState }) => bankIdState === 'active');
  if (sender === undefined) throw new Error('no demo person with an active BankID');
  const person = await HttpPerson.create(product, sender.sub);
  await person.logIn('/desk');
  const { ticket, uploadUrl } = signing.uploadTicket.parse(
    await person.postJson('/signing/api/upload-tickets', {}),
  );
  const headers = { Authorization: `Bearer ${ticket}` };
  const { readFileSync } = await import('node:fs');
  const part = { name: 'pages.pdf', mimeType: 'application/pdf', buffer: readFileSync(file) };
  const began = performance.now();
  let firstPage: number | undefined;
  let intake = upload.intake.parse(
    await (await person.http.post(`${uploadUrl}/intakes`, { headers, multipart: { file: part } })).json(),
  );
  while (intake.pagesRendered < pages) {
    intake = upload.intake.parse(
      await (await person.http.get(`${uploadUrl}/intakes/${intake.id}`, { headers })).json(),
    );
    if (intake.pagesRendered > 0) firstPage ??= performance.now() - began;
    if (intake.state === 'refused') throw new Error(JSON.stringify(intake.refusal));
  }
  const segl = performance.now() - began;
  await person.close();
  const peer = pdftoppm(100) + pdftoppm(200);
  printTable(
    ['pages', 'first page', 'segl, 2 densities + text', 'pdftoppm at 100 and 200 dpi', 'segl / pdftoppm'],
    [
      [
        String(pages),
        `${(firstPage ?? segl).toFixed(0)} ms`,
        `${((1000 * pages) / segl).toFixed(1)} pages/s`,
        `${((1000 * pages) / peer).toFixed(1)} pages/s`,
        `${(peer / segl).toFixed(2)}x`,
      ],
    ],
  );
} finally {
  await product.stop();
  await product.discard();
  rmSync(folder, { recursive: true, force: true });
}

async function makePages(count: number): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  const font = await document.embedFont(StandardFonts.Helvetica);
  for (let number = 1; number <= count; number += 1) {
    const page = document.addPage([595, 842]);
    for (let line = 0; line < 45; line += 1) {
      const text = `Page ${String(number)}, line ${String(line)}: the parties agree on what is written here, and on nothing else.`;
      page.drawText(text, { x: 50, y: 790 - line * 16, size: 11, font });
    }
  }
  return await document.save();
}
