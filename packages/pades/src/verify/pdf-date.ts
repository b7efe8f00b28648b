const DATE = /^D?:?(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(?:([Zz+-])(?:(\d{2})'?(?:(\d{2})'?)?)?)?/;

/** A date string (ISO 32000-2 §7.9.4) as a moment; without a zone it is taken as UTC. Undefined where it is none. */
export function parsePdfDate(text: string | undefined): Date | undefined {
  const match = text === undefined ? null : DATE.exec(text);
  if (match === null) return undefined;
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00'] = match;
  const [sign = 'Z', zoneHours = '00', zoneMinutes = '00'] = match.slice(7);
  const zone = sign === '+' || sign === '-' ? `${sign}${zoneHours}:${zoneMinutes}` : 'Z';
  const date = new Date(`${year ?? ''}-${month}-${day}T${hour}:${minute}:${second}${zone}`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
