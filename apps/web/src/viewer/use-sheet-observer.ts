import { useEffect, useMemo, useRef } from 'react';

/** Tells which pages stand in the window. */
export interface SheetObserver {
  /** Begins to watch a page; call what it returns to stop. */
  observe(sheet: Element, pageNumber: number): () => void;
}

export interface SheetObserverHandlers {
  /** At least half of the page, or half of the window filled by it, is in view. */
  onInView: (pageNumber: number) => void;
  /** The page that takes most of the window. */
  onCurrent: (pageNumber: number) => void;
}

const thresholds = Array.from({ length: 21 }, (_, step) => step / 20);

/** One observer for all pages of a document. Handlers may change; the observer stays. */
export function useSheetObserver(handlers: SheetObserverHandlers): SheetObserver {
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  const observer = useMemo(() => createObserver(latest), []);
  useEffect(() => () => observer.disconnect(), [observer]);
  return observer;
}

function createObserver(latest: { current: SheetObserverHandlers }): SheetObserver & { disconnect(): void } {
  const numbers = new Map<Element, number>();
  const heights = new Map<number, number>();
  const intersection = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        const page = numbers.get(entry.target);
        if (page === undefined) continue;
        const visible = entry.intersectionRect.height;
        heights.set(page, visible);
        const windowHeight = entry.rootBounds?.height ?? window.innerHeight;
        if (entry.intersectionRatio >= 0.5 || visible >= windowHeight * 0.5) latest.current.onInView(page);
      }
      const most = [...heights].reduce((best, next) => (next[1] > best[1] ? next : best), [0, 0] as [
        number,
        number,
      ]);
      if (most[0] > 0 && most[1] > 0) latest.current.onCurrent(most[0]);
    },
    { threshold: thresholds },
  );
  return {
    observe(sheet, pageNumber) {
      numbers.set(sheet, pageNumber);
      intersection.observe(sheet);
      return () => {
        numbers.delete(sheet);
        heights.delete(pageNumber);
        intersection.unobserve(sheet);
      };
    },
    disconnect: () => intersection.disconnect(),
  };
}
