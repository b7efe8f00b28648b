import { useEffect, type KeyboardEvent as ReactKeyboardEvent } from 'react';
import { scrollToPage } from './use-reading.js';

export interface ReaderKeys {
  current: number;
  pageCount: number;
  zoomIn: () => void;
  zoomOut: () => void;
  fit: () => void;
}

/**
 * Keys of the reader. Home and End work everywhere on the page; single characters only while the document has focus
 * (WCAG 2.1.4), by the handler returned. PageUp and PageDown stay the browser's own: they skip nothing.
 */
export function useReaderKeys(keys: ReaderKeys): (event: ReactKeyboardEvent) => void {
  const { current, pageCount, zoomIn, zoomOut, fit } = keys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
      if (isTyping(event.target) || document.querySelector('dialog[open]') !== null) return;
      const page = event.key === 'Home' ? 1 : event.key === 'End' ? pageCount : null;
      if (page === null) return;
      event.preventDefault();
      scrollToPage(page);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [pageCount]);
  return (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const actions: Record<string, () => void> = {
      j: () => scrollToPage(Math.min(current + 1, pageCount)),
      k: () => scrollToPage(Math.max(current - 1, 1)),
      '+': zoomIn,
      '-': zoomOut,
      '0': fit,
    };
    const action = actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  };
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input:not([type=checkbox]), textarea, select') !== null;
}
