/** Reads a birth date as people type it: `24051987`, `24.05.1987`, `24/5 1987`, `1987-05-24`. Undefined when it is none. */
export function readBirthDate(text: string): string | undefined {
  const trimmed = text.trim();
  const match =
    /^(?<day>\d{2})(?<month>\d{2})(?<year>\d{4})$/.exec(trimmed) ??
    /^(?<day>\d{1,2})[./\s-]+(?<month>\d{1,2})[./\s-]+(?<year>\d{4})$/.exec(trimmed) ??
    /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})$/.exec(trimmed);
  const { year, month, day } = match?.groups ?? {};
  if (year === undefined || month === undefined || day === undefined) return undefined;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const exists = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  return exists && Number(year) >= 1854 ? date.toISOString().slice(0, 10) : undefined;
}

/** As the field shows it: `24051987`; what is no date stays as it was typed. */
export function showBirthDate(stored: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(stored);
  return match === null ? stored : `${match[3]}${match[2]}${match[1]}`;
}
