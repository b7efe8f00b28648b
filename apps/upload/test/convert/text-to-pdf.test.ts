import { readFile } from 'node:fs/promises';
import { upload } from '@segl/contracts';
import fc from 'fast-check';
import { PDFDocument, PDFName } from 'pdf-lib';
import { describe, expect, test } from 'vitest';
import { textToPdf, type ConvertedDocument, type TextConversion } from '../../src/convert/text-to-pdf.js';
import { readPages, readText } from '../support/read-pdf.js';

async function convert(
  content: string | Uint8Array,
  options: Partial<Omit<TextConversion, 'bytes'>> = {},
): Promise<ConvertedDocument> {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  return textToPdf({
    bytes,
    format: 'plain',
    title: 'prøve',
    titleIs: 'file-name',
    language: 'nb',
    createdAt: new Date('2026-11-22T12:00:00Z'),
    maxPages: 50,
    ...options,
  });
}

/** Text without what the page adds and without differences of white space. */
const words = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

describe('letters come out as they went in', () => {
  test.each([
    ['Norwegian', 'Blåbærsyltetøy på Ærøy, Ålesund og Øst: «ja» – 250 000 kr § 7.'],
    ['Sami', 'Davvisámegiella: čáppa gávdnat đ ŋ š ŧ ž Č Đ Ŋ Š Ŧ Ž ǥ ǧ ǩ ǯ'],
    ['Greek', 'Ελληνικά: Ένα μικρό κείμενο, ώρα και ύλη.'],
    ['Cyrillic', 'Кириллица: Съешь ещё этих мягких булок. Українська: їжак ґанок'],
  ])('%s', async (_language, text) => {
    expect(words(await readText((await convert(text)).pdf))).toContain(text);
  });

  test('any mixture of them', async () => {
    const letters = [...'abcdefghijklmnopqrstuvwxyzæøåÆØÅčđŋšŧžαβγδώЖдёї0123456789,.-–!?()«»§%&/'];
    const word = fc
      .array(fc.constantFrom(...letters), { minLength: 1, maxLength: 90 })
      .map((list) => list.join(''));
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 120 }), async (list) => {
        const { pdf } = await convert(list.join(' '));
        const pages = await readPages(pdf);
        const body = pages.flatMap(({ runs }) => runs.filter(({ y }) => y < 770).map(({ text }) => text));
        // Lines may be parted within long words; letters and their order stay.
        expect(body.join('').replaceAll(/\s/g, '')).toBe(list.join('').replaceAll(/\s/g, ''));
      }),
      { numRuns: 15 },
    );
  });

  test('a decomposed letter becomes the composed one', async () => {
    expect(await readText((await convert('bla\u030Aba\u0308r')).pdf)).toContain('blåbär');
  });
});

describe('what cannot be set is refused by name', () => {
  test.each([
    ['Chinese', 'a 中 b', '中 (U+4E2D)'],
    ['emoji', 'hei 🙂', 'U+1F642'],
    ['a script that needs shaping', 'नमस्ते', 'U+0928'],
    ['right to left', 'שלום', 'U+05E9'],
    ['a control', 'a\u0007b', 'U+0007'],
  ])('%s', async (_what, text, name) => {
    await expect(convert(text)).rejects.toMatchObject({
      code: 'upload.text-invalid',
      message: expect.stringContaining(name) as string,
    });
  });

  test('nothing at all', async () => {
    await expect(convert(' \n\t\n')).rejects.toMatchObject({ code: 'upload.empty' });
  });

  test('more pages than allowed', async () => {
    await expect(convert('linje\n'.repeat(500), { maxPages: 2 })).rejects.toMatchObject({
      code: 'upload.too-many-pages',
      facts: { maxPages: 2 },
    });
  });
});

describe('encodings', () => {
  const text = 'Blåbær og øl';
  test('UTF-8 with a mark, UTF-16 both ways', async () => {
    const bigEndian = Buffer.from(`\uFEFF${text}`, 'utf16le').swap16();
    for (const bytes of [Buffer.from(`\uFEFF${text}`), Buffer.from(`\uFEFF${text}`, 'utf16le'), bigEndian]) {
      const { pdf, warnings } = await convert(bytes);
      expect(await readText(pdf)).toContain(text);
      expect(warnings).toEqual([]);
    }
  });

  test('Latin-1 is a guess, and the sender is told', async () => {
    const { pdf, warnings } = await convert(Buffer.from(text, 'latin1'));
    expect(await readText(pdf)).toContain(text);
    expect(warnings.map(({ code }) => code)).toEqual(['upload.encoding-guessed']);
  });
});

describe('the document', () => {
  test('has title, language, page numbers, and the same bytes each time', async () => {
    const lines = Array.from({ length: 90 }, (_, index) => `Linje ${index + 1}`).join('\n');
    const options = { title: 'Vår avtale', titleIs: 'typed', language: 'nn' } as const;
    const { pdf, pageCount } = await convert(lines, options);
    expect(pageCount).toBe(2);
    const document = await PDFDocument.load(pdf, { updateMetadata: false });
    expect(document.getTitle()).toBe('Vår avtale');
    expect(document.getCreationDate()).toEqual(new Date('2026-11-22T12:00:00Z'));
    expect(String(document.catalog.get(PDFName.of('Lang')))).toContain('nn');
    const pages = await readPages(pdf);
    expect(pages.map(({ runs }) => runs.at(-1)?.text)).toEqual(['Side 1 av 2', 'Side 2 av 2']);
    expect(pages[0]?.runs[0]?.text).toBe('Vår avtale');
    expect((await convert(lines, options)).pdf).toEqual(pdf);
  });

  test('keeps lines of plain text, and columns made of spaces in letters of one width', async () => {
    const { pdf } = await convert('Vare        Pris\nMelk       45,00\nBrød       39,90');
    const [page] = await readPages(pdf);
    const rightEnds = page?.runs
      .filter(({ text }) => /Pris|45,00|39,90/.test(text))
      .map(({ x, width }) => Math.round(x + width));
    expect(new Set(rightEnds).size).toBe(1);
  });

  test('begins a page at a form feed', async () => {
    expect((await convert('en\fto\ftre')).pageCount).toBe(3);
  });
});

describe('Markdown', () => {
  const read = async (markdown: string): Promise<string> =>
    words(await readText((await convert(markdown, { format: 'markdown' })).pdf));

  test.each([
    ['headings and emphasis', '# En\n\n**fet** og *kursiv* og ~~ut~~', 'En fet og kursiv og ut'],
    ['a hard break', 'en  \nto', 'en to'],
    ['lists', '- a\n- b\n  1. c\n  2. d', '• a • b 1. c 2. d'],
    ['a list that begins at ten', '10. ti\n11. elleve', '10. ti 11. elleve'],
    ['tasks', '- [x] gjort\n- [ ] ikke', '[x] gjort [ ] ikke'],
    ['links show where they lead', '[her](https://a.example/b)', 'her (https://a.example/b)'],
    ['bare links stand once', 'https://a.example og <b@c.example>', 'https://a.example og b@c.example'],
    ['code', '```\nif (a < b) return;\n```', 'if (a < b) return;'],
    ['quotes', '> en\n>\n> > to', 'en to'],
    ['a table', '| A | B |\n|---|--:|\n| en | 1 |\n| to | 2 |', 'A B en 1 to 2'],
    ['raw HTML stays as written', '<b>fet</b> tekst', '<b>fet</b> tekst'],
    ['character references', '&amp; &lt; &#230; &nbsp;&unknown;', '& < æ &unknown;'],
    ['pictures show their description', '![katt](k.png)', '[katt: k.png]'],
  ])('%s', async (_what, markdown, text) => {
    expect(await read(markdown)).toContain(text);
  });

  test('the first heading is the title of a file, comments are not shown', async () => {
    const { pdf } = await convert('<!-- note -->\n\n# Leieavtale\n\nTekst', { format: 'markdown' });
    expect((await PDFDocument.load(pdf)).getTitle()).toBe('Leieavtale');
    expect(await readText(pdf)).not.toContain('note');
  });

  test('a table goes on over pages with its header', async () => {
    const rows = Array.from({ length: 80 }, (_, index) => `| rad ${index} | ${index} |`).join('\n');
    const { pdf } = await convert(`| Navn | Tall |\n|---|---|\n${rows}`, { format: 'markdown' });
    const pages = await readPages(pdf);
    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages) expect(page.runs[0]?.text).toContain('Navn');
  });

  test('a heading never stands alone at the foot of a page', async () => {
    for (let lines = 40; lines < 56; lines++) {
      const markdown = `${'linje  \n'.repeat(lines)}\n## Overskrift\n\nBrødtekst`;
      const pages = await readPages((await convert(markdown, { format: 'markdown' })).pdf);
      const page = pages.find(({ runs }) => runs.some(({ text }) => text.includes('Overskrift')));
      expect(page?.runs.some(({ text }) => text.includes('Brødtekst'))).toBe(true);
    }
  });
});

describe('sample documents', () => {
  const marks = { nb: 'Eksempel.', nn: 'Døme.', en: 'Example.' } as const;
  const cases = upload.sampleDocument.options.flatMap((sample) =>
    (['nb', 'nn', 'en'] as const).map((language) => ({ sample, language })),
  );
  test.each(cases)('$sample in $language', async ({ sample, language }) => {
    const bytes = await readFile(new URL(`../../samples/${sample}.${language}.md`, import.meta.url));
    const { pdf, pageCount } = await convert(bytes, { format: 'markdown', language });
    expect(pageCount).toBeLessThanOrEqual(3);
    if (sample === 'loan-agreement') expect(pageCount).toBeGreaterThanOrEqual(2);
    const [first] = await readPages(pdf);
    expect(first?.runs.some(({ text }) => text.startsWith(marks[language]))).toBe(true);
  });
});
