import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import { nextZoom } from './zoom.js';

/** Zoom in percent of the fitting width. What stands in the middle of the window stays there. */
export function useZoom(currentPage: number) {
  const [percent, setPercent] = useState(100);
  const anchor = useRef<{ page: number; share: number } | null>(null);
  const change = useCallback(
    (next: (now: number) => number) => {
      const rect = document.getElementById(`page-${currentPage}`)?.getBoundingClientRect();
      if (rect !== undefined && rect.height > 0) {
        anchor.current = { page: currentPage, share: (window.innerHeight / 2 - rect.top) / rect.height };
      }
      setPercent(next);
    },
    [currentPage],
  );
  useLayoutEffect(() => {
    const kept = anchor.current;
    if (kept === null) return;
    anchor.current = null;
    const rect = document.getElementById(`page-${kept.page}`)?.getBoundingClientRect();
    if (rect !== undefined)
      window.scrollBy({ top: rect.top + kept.share * rect.height - window.innerHeight / 2 });
  }, [percent]);
  return {
    percent,
    zoomIn: useCallback(() => change((now) => nextZoom(now, 'in')), [change]),
    zoomOut: useCallback(() => change((now) => nextZoom(now, 'out')), [change]),
    fit: useCallback(() => change(() => 100), [change]),
  };
}
