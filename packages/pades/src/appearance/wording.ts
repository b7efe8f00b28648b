import type { Language } from '../sign/types.js';

/** What signature pages and seals say. */
export interface Wording {
  readonly heading: string;
  readonly intro: string;
  readonly document: string;
  readonly reference: string;
  readonly slot: (number: number) => string;
  readonly signedBy: string;
  readonly issuedBy: (issuer: string) => string;
  readonly months: readonly string[];
  readonly at: string;
}

const norwegianMonths = [
  'januar',
  'februar',
  'mars',
  'april',
  'mai',
  'juni',
  'juli',
  'august',
  'september',
  'oktober',
  'november',
  'desember',
];

export const wordings: Readonly<Record<Language, Wording>> = {
  nb: {
    heading: 'Signaturer',
    intro:
      'Hver signatur er forseglet i filen. Åpne den i en PDF-leser for å kontrollere hvem som har signert, og når.',
    document: 'Dokument',
    reference: 'Referanse',
    slot: (number) => `Signatur ${number}`,
    signedBy: 'Signert av',
    issuedBy: (issuer) => `Identitet bekreftet av ${issuer}`,
    months: norwegianMonths,
    at: 'kl.',
  },
  nn: {
    heading: 'Signaturar',
    intro:
      'Kvar signatur er forsegla i fila. Opne henne i ein PDF-lesar for å kontrollere kven som har signert, og når.',
    document: 'Dokument',
    reference: 'Referanse',
    slot: (number) => `Signatur ${number}`,
    signedBy: 'Signert av',
    issuedBy: (issuer) => `Identitet stadfesta av ${issuer}`,
    months: norwegianMonths,
    at: 'kl.',
  },
  en: {
    heading: 'Signatures',
    intro: 'Each signature is sealed into this file. Open it in a PDF reader to check who signed, and when.',
    document: 'Document',
    reference: 'Reference',
    slot: (number) => `Signature ${number}`,
    signedBy: 'Signed by',
    issuedBy: (issuer) => `Identity confirmed by ${issuer}`,
    months: [
      'January',
      'February',
      'March',
      'April',
      'May',
      'June',
      'July',
      'August',
      'September',
      'October',
      'November',
      'December',
    ],
    at: 'at',
  },
};

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Formatters take far longer to make than to use. */
function formatterFor(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'longOffset',
    });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

/** A time with its zone, for example `22. november 2026 kl. 14.05 (UTC+01:00)`. */
export function formatTime(time: Date, language: Language, timeZone: string): string {
  const parts = new Map(
    formatterFor(timeZone)
      .formatToParts(time)
      .map((part) => [part.type, part.value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.get(type) ?? '';
  const { months, at } = wordings[language];
  const month = months[Number(part('month')) - 1] ?? '';
  const zone = part('timeZoneName').replace('GMT', 'UTC').replace('+00:00', '');
  const day = Number(part('day'));
  const [date, clock] =
    language === 'en'
      ? [`${day} ${month} ${part('year')}`, `${part('hour')}:${part('minute')}`]
      : [`${day}. ${month} ${part('year')}`, `${part('hour')}.${part('minute')}`];
  return `${date} ${at} ${clock} (${zone})`;
}
