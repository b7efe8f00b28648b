/** A choice for each axis. */
export type Choice<Axes extends Readonly<Record<string, readonly unknown[]>>> = {
  readonly [Axis in keyof Axes]: Axes[Axis][number];
};

/**
 * Choices that between them hold every pair of values of two axes that is allowed, found greedily: far fewer than all
 * combinations, and still every two things meet. The same axes give the same choices.
 */
export function pairwise<const Axes extends Readonly<Record<string, readonly unknown[]>>>(
  axes: Axes,
  allowed: (choice: Partial<Choice<Axes>>) => boolean,
): Choice<Axes>[] {
  const names = Object.keys(axes);
  const open = new Map<string, readonly [string, number, string, number]>();
  const keyOf = (a: string, i: number, b: string, j: number): string => `${a}=${String(i)},${b}=${String(j)}`;
  const valueOf = (axis: string, index: number): unknown => axes[axis]?.[index];
  const toChoice = (picked: ReadonlyMap<string, number>): Partial<Choice<Axes>> =>
    Object.fromEntries([...picked].map(([axis, index]) => [axis, valueOf(axis, index)])) as Partial<
      Choice<Axes>
    >;
  for (const [x, a] of names.entries())
    for (const b of names.slice(x + 1))
      for (const i of (axes[a] ?? []).keys())
        for (const j of (axes[b] ?? []).keys())
          if (
            allowed(
              toChoice(
                new Map([
                  [a, i],
                  [b, j],
                ]),
              ),
            )
          )
            open.set(keyOf(a, i, b, j), [a, i, b, j]);

  const covers = (picked: ReadonlyMap<string, number>): string[] => {
    const found: string[] = [];
    for (const [x, a] of names.entries())
      for (const b of names.slice(x + 1)) {
        const [i, j] = [picked.get(a), picked.get(b)];
        if (i === undefined || j === undefined) continue;
        const key = keyOf(a, i, b, j);
        if (open.has(key)) found.push(key);
      }
    return found;
  };
  const choices: Choice<Axes>[] = [];
  for (let first = open.values().next(); first.done !== true; first = open.values().next()) {
    const [a, i, b, j] = first.value;
    const picked = complete(
      new Map([
        [a, i],
        [b, j],
      ]),
    );
    if (picked === undefined) {
      // No whole choice holds this pair.
      open.delete(keyOf(a, i, b, j));
      continue;
    }
    for (const key of covers(picked)) open.delete(key);
    choices.push(toChoice(picked) as Choice<Axes>);
  }
  return choices;

  /** Fills the axes left one after the other, each with the value that covers most; goes back where none is allowed. */
  function complete(picked: Map<string, number>): Map<string, number> | undefined {
    const axis = names.find((name) => !picked.has(name));
    if (axis === undefined) return picked;
    const ranked = [...(axes[axis] ?? []).keys()]
      .map((index) => new Map(picked).set(axis, index))
      .filter((candidate) => allowed(toChoice(candidate)))
      .map((candidate) => ({ candidate, gain: covers(candidate).length }))
      .sort((one, other) => other.gain - one.gain);
    for (const { candidate } of ranked) {
      const whole = complete(candidate);
      if (whole !== undefined) return whole;
    }
    return undefined;
  }
}
