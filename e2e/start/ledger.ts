/** One line a check, and the sum of them. */
export class Ledger {
  private good = 0;
  private all = 0;

  check(what: string, isGood: boolean, detail = ''): void {
    this.all += 1;
    if (isGood) this.good += 1;
    console.log(`${isGood ? 'ok  ' : 'FAIL'} ${what}`);
    if (!isGood && detail !== '') console.log(indented(detail.slice(-1500)));
  }

  /** What cannot be tried here: told, and counted as neither. */
  leftOut(what: string, reason: string): void {
    console.log(`left out  ${what} (${reason})`);
  }

  /** A part that breaks off has failed; the others still run. */
  async part(name: string, run: () => Promise<void>): Promise<void> {
    const began = performance.now();
    console.log(`--- ${name}`);
    try {
      await run();
    } catch (error) {
      this.check(name, false, error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
    console.log(`    ${((performance.now() - began) / 1000).toFixed(0)} s`);
  }

  /** Prints the sum; the exit code. */
  end(): number {
    console.log(`start: ${String(this.good)} of ${String(this.all)} as expected`);
    return this.good === this.all ? 0 : 1;
  }
}

const indented = (text: string): string => text.replaceAll(/^/gm, '       ');
