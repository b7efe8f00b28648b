import { PDFDocument, StandardFonts } from 'pdf-lib';
import { bank } from './config.js';
import type { LoanTerms } from './pages/loan.js';
import type { Person } from './segl/bankid.js';
import { fill, formatAmount, formatDate, textsOf, type Language } from './texts/translate.js';

const a4 = [595, 842] as const;
const margin = 64;

/** The loan agreement as a PDF of one page. */
export async function drawLoanAgreement(
  person: Pick<Person, 'name' | 'birthDate'>,
  { amount, years }: LoanTerms,
  language: Language,
): Promise<Uint8Array> {
  const { document: t } = textsOf(language).loan;
  const pdf = await PDFDocument.create();
  pdf.setTitle(t.title);
  pdf.setLanguage(language);
  const [regular, bold] = [
    await pdf.embedFont(StandardFonts.Helvetica),
    await pdf.embedFont(StandardFonts.HelveticaBold),
  ];
  const sheet = pdf.addPage([...a4]);
  sheet.drawText(t.title, { x: margin, y: a4[1] - 100, size: 24, font: bold });
  const lines = [
    fill(t.lender, { bank: bank.name }),
    fill(t.borrower, {
      name: printable(person.name, regular.getCharacterSet()),
      birthDate: formatDate(person.birthDate, language),
    }),
    fill(t.sum, { amount: printable(formatAmount(amount), regular.getCharacterSet()) }),
    fill(t.years, { years }),
    t.rate,
    t.note,
  ];
  lines.forEach((line, at) => {
    sheet.drawText(line, { x: margin, y: a4[1] - 150 - at * 24, size: 12, font: regular });
  });
  return pdf.save();
}

/** The standard fonts have the letters of western Europe only; what they lack is written as its nearest letter, or a dot. */
function printable(text: string, letters: readonly number[]): string {
  const known = new Set(letters);
  const has = (sign: string): boolean => known.has(sign.codePointAt(0) ?? 0);
  return [...text.replaceAll(/\p{Zs}/gu, ' ')]
    .map((sign) => (has(sign) ? sign : ([...sign.normalize('NFD')].find(has) ?? '.')))
    .join('');
}
