/** Widths a page can be shown at, in percent of the width that fits the window. */
export const zoomSteps = [50, 75, 100, 125, 150, 200, 250, 300, 400] as const;

/** The next wider (`in`) or narrower (`out`) step; stays at the ends. */
export function nextZoom(percent: number, direction: 'in' | 'out'): number {
  const found =
    direction === 'in'
      ? zoomSteps.find((step) => step > percent)
      : [...zoomSteps].reverse().find((step) => step < percent);
  return found ?? percent;
}
