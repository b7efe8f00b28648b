import { useCallback, useEffect, useRef, useState } from 'react';
import { keepRecord, loadRecord, notePage, type ReadingRecord } from './reading-record.js';
import { useSheetObserver } from './use-sheet-observer.js';

/** Follows a reader through a document: which page, which pages have been shown (picture loaded and in view). */
export function useReading(link: string, manifestSha256: string, pageCount: number) {
  const [record, setRecord] = useState<ReadingRecord>(() => loadRecord(link, manifestSha256));
  const [current, setCurrent] = useState(1);
  const [started, setStarted] = useState(false);
  const pictures = useRef(new Set<number>());
  const inView = useRef(new Set<number>());
  useEffect(() => keepRecord(link, record), [link, record]);

  const note = useCallback(
    (page: number) => {
      if (!pictures.current.has(page) || !inView.current.has(page)) return;
      setRecord((now) => notePage(now, page, pageCount, new Date().toISOString()));
    },
    [pageCount],
  );
  const onPicture = useCallback(
    (page: number) => {
      pictures.current.add(page);
      setStarted(true);
      note(page);
    },
    [note],
  );
  const observer = useSheetObserver({
    onInView: (page) => {
      inView.current.add(page);
      note(page);
    },
    onCurrent: setCurrent,
  });
  const declareEnd = useCallback(
    () => setRecord((now) => (now.reachedEnd === 'no' ? { ...now, reachedEnd: 'declared' } : now)),
    [],
  );
  const setUnderstood = useCallback(
    (understood: 'yes' | 'no') => setRecord((now) => ({ ...now, understood, consentId: null })),
    [],
  );
  const setConsent = useCallback((consentId: string) => setRecord((now) => ({ ...now, consentId })), []);
  return { record, started, current, observer, onPicture, declareEnd, setUnderstood, setConsent };
}

/** Brings a page to the top of the window. */
export function scrollToPage(page: number): void {
  document.getElementById(`page-${page}`)?.scrollIntoView({ block: 'start' });
}
