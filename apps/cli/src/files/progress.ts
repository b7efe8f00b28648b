import type { Progress } from './job.js';

/** Counters shared between threads: KiB read, files done, files that did not come out well. */
const slots = { kibibytes: 0, files: 1, notGood: 2 } as const;

export const makeCounters = (): SharedArrayBuffer =>
  new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT * Object.keys(slots).length);

/** Counts into shared counters; never waits. `afterwards` is called each time, for those who draw. */
export function sharedProgress(counters: SharedArrayBuffer, afterwards?: () => void): Progress {
  const counts = new Int32Array(counters);
  let rest = 0;
  return {
    addBytes(count) {
      rest += count;
      if (rest >= 1024) Atomics.add(counts, slots.kibibytes, Math.floor(rest / 1024));
      rest %= 1024;
      afterwards?.();
    },
    addFile(exitCode) {
      Atomics.add(counts, slots.files, 1);
      if (exitCode !== 0) Atomics.add(counts, slots.notGood, 1);
      afterwards?.();
    },
  };
}

/** What a progress line needs to know beforehand. */
export interface ProgressPlan {
  readonly files: number;
  /** Bytes to read, where it was worth looking. */
  readonly bytes: number | undefined;
}

const drawEveryMs = 100;
/** Nothing is drawn for what is over sooner. */
const quietMs = 500;

/** One line on a terminal that is drawn over again while work goes on. */
export class ProgressLine {
  readonly counters = makeCounters();
  private readonly startedAt = performance.now();
  private drawnAt = this.startedAt + quietMs - drawEveryMs;
  private timer: NodeJS.Timeout | undefined;
  private shown: 'no' | 'yes' = 'no';

  constructor(
    private readonly plan: ProgressPlan,
    private readonly stream: NodeJS.WriteStream,
  ) {
    this.timer = setInterval(() => {
      this.drawIfDue();
    }, drawEveryMs);
    this.timer.unref();
  }

  /** Draws where a tenth of a second has passed; cheap enough to be called at every read. */
  drawIfDue(): void {
    const now = performance.now();
    if (now - this.drawnAt < drawEveryMs) return;
    this.drawnAt = now;
    const counts = new Int32Array(this.counters);
    const files = Atomics.load(counts, slots.files);
    const read = Atomics.load(counts, slots.kibibytes) * 1024;
    const notGood = Atomics.load(counts, slots.notGood);
    const { bytes } = this.plan;
    const done = Math.min(1, bytes === undefined || bytes === 0 ? files / this.plan.files : read / bytes);
    const text = progressText({
      ...this.plan,
      done,
      filesDone: files,
      notGood,
      elapsedMs: now - this.startedAt,
    });
    this.stream.write(`\r\x1b[2K${text}`);
    this.shown = 'yes';
  }

  /** Takes the line away, so that something can be printed. */
  clear(): void {
    if (this.shown === 'yes') this.stream.write('\r\x1b[2K');
    this.shown = 'no';
  }

  end(): void {
    clearInterval(this.timer);
    this.clear();
  }
}

/** `42 %, 4,200 of 10,000 files, 3 not good, 12 s left`. */
export function progressText(state: {
  readonly files: number;
  readonly filesDone: number;
  readonly notGood: number;
  /** From 0 to 1. */
  readonly done: number;
  readonly elapsedMs: number;
}): string {
  const { files, filesDone, notGood, done, elapsedMs } = state;
  const parts = [`${String(Math.floor(done * 100))} %`];
  if (files > 1) parts.push(`${group(filesDone)} of ${group(files)} files`);
  if (notGood > 0) parts.push(`${group(notGood)} not good`);
  if (done > 0.01 && done < 1) {
    const seconds = Math.ceil((elapsedMs * (1 - done)) / done / 1000);
    parts.push(seconds < 120 ? `${String(seconds)} s left` : `${String(Math.round(seconds / 60))} min left`);
  }
  return parts.join(', ');
}

const group = (count: number): string => count.toLocaleString('en');
