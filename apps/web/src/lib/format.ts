import type { Language } from '@segl/contracts';

const locales: Record<Language, string> = { nb: 'nb-NO', nn: 'nn-NO', en: 'en-GB' };
const oslo = 'Europe/Oslo';
const months: Record<Language, readonly string[]> = {
  nb: 'januar februar mars april mai juni juli august september oktober november desember'.split(' '),
  nn: 'januar februar mars april mai juni juli august september oktober november desember'.split(' '),
  en: 'January February March April May June July August September October November December'.split(' '),
};

interface Parts {
  year: number;
  month: number;
  day: number;
  hour: string;
  minute: string;
}

/** Parts of an instant as the clock on the wall in Oslo shows it. */
function inOslo(iso: string): Parts {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: oslo,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(iso));
  const read = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? '';
  return {
    year: Number(read('year')),
    month: Number(read('month')),
    day: Number(read('day')),
    hour: read('hour'),
    minute: read('minute'),
  };
}

function writeDate(language: Language, { year, month, day }: Pick<Parts, 'year' | 'month' | 'day'>): string {
  const name = months[language][month - 1] ?? '';
  return language === 'en' ? `${day} ${name} ${year}` : `${day}. ${name} ${year}`;
}

/** `22. november 2026` from a calendar date (`YYYY-MM-DD`) or an instant (as in Oslo). */
export function formatDate(language: Language, iso: string): string {
  const calendar = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso);
  if (calendar === null) return writeDate(language, inOslo(iso));
  return writeDate(language, {
    year: Number(calendar[1]),
    month: Number(calendar[2]),
    day: Number(calendar[3]),
  });
}

/** `22. november 2026 kl. 14.05`, the time on one line with its `kl.`; in English `22 November 2026 at 14:05`. Oslo time. */
export function formatDateTime(language: Language, iso: string): string {
  const parts = inOslo(iso);
  const date = writeDate(language, parts);
  return language === 'en'
    ? `${date} at\u00a0${parts.hour}:${parts.minute}`
    : `${date} kl.\u00a0${parts.hour}.${parts.minute}`;
}

/** Size of a file for people: `34 kB`, `1,2 MB` (decimal units, as file lists on computers show). */
export function formatBytes(language: Language, bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 1 && value < 10 ? 1 : 0;
  const number = new Intl.NumberFormat(locales[language], { maximumFractionDigits: digits }).format(value);
  return `${number}\u00a0${units[unit] ?? 'GB'}`;
}

/** A calendar date, `days` days after the one `from` falls on in Oslo, as `YYYY-MM-DD`. */
export function osloDatePlus(from: Date, days: number): string {
  const { year, month, day } = inOslo(from.toISOString());
  return new Date(Date.UTC(year, month - 1, day + days)).toISOString().slice(0, 10);
}

/** A hash in groups of eight, easier to compare by eye. */
export function formatHash(sha256: string): string {
  return sha256.match(/.{1,8}/g)?.join(' ') ?? sha256;
}

/** A telephone number, or the like, that stays on one line. */
export function unbroken(text: string): string {
  return text.replaceAll(' ', '\u00a0');
}
