import { documentTargets } from './document-targets.js';
import { drawingTargets } from './drawing-targets.js';
import { laterTargets } from './later-targets.js';
import { partTargets } from './part-targets.js';
import type { Target } from './target.js';

/** Everything that is done with inputs, each with those of the kinds that it takes. */
export const targets: readonly Target[] = [
  ...documentTargets,
  ...laterTargets,
  ...drawingTargets,
  ...partTargets,
];
