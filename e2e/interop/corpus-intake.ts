// Every file of a corpus through a running Segl: intake takes it or refuses it with the code an expert expects, and
// Verify finds intact what is intact and names what is not. Usage: corpus-intake.ts CORPUS_FOLDER
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { signing, upload } from '@segl/contracts';
import { HttpPerson } from '../support/http-person.js';
import { startProduct } from '../support/product.js';

const corpus = process.argv[2];
if (corpus === undefined) {
  console.error('usage: corpus-intake.ts CORPUS_FOLDER');
  process.exit(64);
}
const here = path.dirname(fileURLToPath(import.meta.url));
const entries = JSON.parse(readFileSync(path.join(corpus, 'manifest.json'), 'utf8')) as {
  file: string;
  expect: string | null;
}[];
/** Files that intake must not take as they are, and why. Every other file must become ready. */
const expectedIntake = JSON.parse(readFileSync(path.join(here, 'corpus-intake.json'), 'utf8')) as Record<
  string,
  { outcome: string; why: string; password?: string }
>;

const product = await startProduct({
  env: { UPLOAD_INTAKES_PER_MINUTE: '1000', UPLOAD_VERIFICATIONS_PER_MINUTE: '1000' },
});
let failed = 0;
try {
  const sender = (await product.people()).find(({ bankIdState }) => bankIdState === 'active');
  if (sender === undefined) throw new Error('no demo person with an active BankID');
  const person = await HttpPerson.create(product, sender.sub);
  await person.logIn('/desk');
  const { ticket, uploadUrl } = signing.uploadTicket.parse(
    await person.postJson('/signing/api/upload-tickets', {}),
  );

  for (const { file, expect } of entries) {
    const bytes = readFileSync(path.join(corpus, file));
    const part = { name: path.basename(file), mimeType: 'application/pdf', buffer: bytes };
    const problems: string[] = [];

    const began = performance.now();
    const password = expectedIntake[file]?.password;
    const outcome = await intake(person, uploadUrl, ticket, part, password);
    const expected = expectedIntake[file]?.outcome ?? 'ready';
    if (outcome !== expected) problems.push(`intake: ${outcome}, expected ${expected}`);

    const answer = await person.http.post(`${product.url}/upload/verifications`, {
      multipart: { ...(password === undefined ? {} : { password }), file: part },
    });
    const milliseconds = performance.now() - began;
    const text = await answer.text();
    let verdict = `${String(answer.status())}`;
    if (answer.ok()) {
      const { intact } = upload.verification.parse(JSON.parse(text));
      verdict = `intact ${String(intact)}`;
      if (expect === 'unsigned' && intact !== null) problems.push(`verify: ${verdict} of an unsigned file`);
      if (expect?.startsWith('intact') === true && intact !== true)
        problems.push(`verify: ${verdict}: ${text.slice(0, 400)}`);
      if (expect?.startsWith('not intact') === true && intact !== false)
        problems.push(`verify: ${verdict}: ${text.slice(0, 400)}`);
    } else if (expect !== null || answer.status() >= 500) {
      problems.push(`verify: ${String(answer.status())} ${text.slice(0, 300)}`);
    }
    if (milliseconds > 10_000) problems.push(`took ${milliseconds.toFixed(0)} ms`);

    if (problems.length > 0) failed += 1;
    console.log(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${file.padEnd(62)} ${outcome}; ${verdict}`);
    for (const problem of problems) console.log(`       ${problem}`);
  }
  await person.close();
} finally {
  await product.stop();
  await product.discard();
}
console.log(
  `intake and verify: ${String(entries.length - failed)} of ${String(entries.length)} files as expected`,
);
process.exit(failed === 0 ? 0 : 1);

/** `ready`, `held`, or the code of the refusal; what is locked is opened with its password, where there is one. */
async function intake(
  person: HttpPerson,
  uploadUrl: string,
  ticket: string,
  file: { name: string; mimeType: string; buffer: Buffer },
  password: string | undefined,
): Promise<string> {
  const headers = { Authorization: `Bearer ${ticket}` };
  const answer = await person.http.post(`${uploadUrl}/intakes`, { headers, multipart: { file } });
  if (!answer.ok())
    return (JSON.parse(await answer.text()) as { code?: string }).code ?? String(answer.status());
  const created = upload.intake.parse(await answer.json());
  const checked = async (): Promise<upload.Intake> => {
    const deadline = performance.now() + 30_000;
    for (;;) {
      const next = await person.http.get(`${uploadUrl}/intakes/${created.id}`, { headers });
      const found = upload.intake.parse(await next.json());
      if (found.state !== 'checking' || performance.now() >= deadline) return found;
    }
  };
  const found = await checked();
  if (found.state === 'locked' && password !== undefined) {
    await person.http.post(`${uploadUrl}/intakes/${created.id}/password`, { headers, data: { password } });
    const opened = await checked();
    if (opened.state !== 'ready') return `${opened.state}, though the password was given`;
  }
  return found.state === 'refused' || found.state === 'locked'
    ? (found.refusal?.code ?? found.state)
    : found.state;
}
