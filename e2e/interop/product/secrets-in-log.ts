/** What people typed, were told or wrote, by what it is; no log may hold any of it. */
export type Secrets = Readonly<Record<string, readonly string[]>>;

/** All ways in which programs write a birth date (YYYY-MM-DD). */
export function writtenDates(birthDate: string): string[] {
  const [year = '', month = '', day = ''] = birthDate.split('-');
  return [
    birthDate,
    `${year}${month}${day}`,
    `${day}.${month}.${year}`,
    `${Number(day)}.${Number(month)}.${year}`,
    `${day}${month}${year}`,
    `${day}${month}${year.slice(2)}`,
  ];
}

/**
 * Finds secrets in a log, as they are, as JSON writes them and as addresses do: what was found, and the lines it stands in
 * with the secret itself left out.
 */
export function secretsIn(log: string, secrets: Secrets): string[] {
  return Object.entries(secrets).flatMap(([what, values]) => {
    // Nothing to look for would find nothing.
    if (values.length === 0 || values.includes('')) throw new Error(`no value for ${what}`);
    return values.flatMap((value) => {
      const forms = new Set([value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)]);
      // Digits within other digits are another number: a time, an id.
      const pattern = new RegExp(
        [...forms].map((form) => `(?<![0-9A-Za-z])${escape(form)}(?![0-9A-Za-z])`).join('|'),
      );
      return log
        .split('\n')
        .filter((line) => pattern.test(line))
        .map((line) => `${what}: ${line.replace(pattern, '[here]').slice(0, 300)}`);
    });
  });
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
