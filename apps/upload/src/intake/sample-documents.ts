import { readFile } from 'node:fs/promises';
import type { Language, upload } from '@segl/contracts';
import type { TypedText } from './begin-intake.js';

/** An example document in a language: Markdown that goes the way of a typed text. Names and companies are invented. */
export async function readSample(sample: upload.SampleDocument, language: Language): Promise<TypedText> {
  const file = new URL(`../../samples/${sample}.${language}.md`, import.meta.url);
  const text = await readFile(file, 'utf8');
  const title = /^# (.+)$/m.exec(text)?.[1];
  if (title === undefined) throw new TypeError(`the sample ${sample} has no title`);
  return { title, format: 'markdown', text };
}
