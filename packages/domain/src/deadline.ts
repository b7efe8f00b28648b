/** The time zone that dates of deadlines are meant in. */
export const deadlineTimeZone = 'Europe/Oslo';
/** Fewest and most days that a signer can be given. */
export const deadlineDays = { min: 1, max: 90 } as const;

const millisecondsPerDay = 86_400_000;

const osloParts = new Intl.DateTimeFormat('en-GB', {
  timeZone: deadlineTimeZone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** The calendar date in Oslo at an instant, `YYYY-MM-DD`. */
export function osloDate(at: Date): string {
  const { year, month, day } = partsOf(at);
  return `${year}-${month}-${day}`;
}

/** `date` moved by whole calendar days; both `YYYY-MM-DD`. */
export function addDays(date: string, days: number): string {
  return new Date(utcMidnight(date) + days * millisecondsPerDay).toISOString().slice(0, 10);
}

/**
 * The last millisecond of a calendar day in Oslo, summer time or not.
 * @param date `YYYY-MM-DD`
 * @throws RangeError when there is no such day
 */
export function endOfDayInOslo(date: string): Date {
  const nextMidnightUtc = utcMidnight(addDays(date, 1));
  // Norway is one or two hours ahead of UTC: try both, one of them shows 00:00 of the next day on Oslo's clocks.
  for (const hours of [2, 1]) {
    const candidate = new Date(nextMidnightUtc - hours * 3_600_000);
    const { hour, minute } = partsOf(candidate);
    if (hour === '00' && minute === '00' && osloDate(candidate) === addDays(date, 1)) {
      return new Date(candidate.getTime() - 1);
    }
  }
  throw new RangeError(`no end of day for ${date} in Oslo`);
}

/** Whole days from today in Oslo to `date`; negative for the past. */
export function daysAhead(date: string, now: Date): number {
  return Math.round((utcMidnight(date) - utcMidnight(osloDate(now))) / millisecondsPerDay);
}

/** Whether `date` is 1 to 90 days after today, both in Oslo. */
export function isDeadlineAllowed(date: string, now: Date): boolean {
  const days = daysAhead(date, now);
  return days >= deadlineDays.min && days <= deadlineDays.max;
}

function utcMidnight(date: string): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== date) {
    throw new RangeError(`${date} is no calendar date`);
  }
  return time;
}

function partsOf(at: Date): Record<'year' | 'month' | 'day' | 'hour' | 'minute', string> {
  const parts = new Map(osloParts.formatToParts(at).map(({ type, value }) => [type, value]));
  const part = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? '';
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
  };
}
