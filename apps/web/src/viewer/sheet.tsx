import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { endpoints } from '../api/endpoints.js';
import { usePageText } from '../api/use-invitation.js';
import { PagePicture } from './page-picture.js';
import { TextLayer } from './text-layer.js';
import type { SheetObserver } from './use-sheet-observer.js';

export interface SheetProps {
  link: string;
  page: {
    pageNumber: number;
    widthPt: number;
    heightPt: number;
    images: { density: 1 | 2; widthPx: number }[];
  };
  pageCount: number;
  observer: SheetObserver;
  /** all: the words are fetched also far from the window, so that the browser's search finds them. */
  text: 'near' | 'all';
  /** The picture stands on the screen. */
  onPicture: (pageNumber: number) => void;
}

/** How far outside the window a page begins to load. */
const nearMargin = '1500px 0px';

/** One page: picture below, words above. Loads when the reader comes near. */
export function Sheet({ link, page, pageCount, observer, text: reach, onPicture }: SheetProps) {
  const { t } = useTranslation();
  const { pageNumber, widthPt, heightPt, images } = page;
  const element = useRef<HTMLElement>(null);
  const [near, setNear] = useState(pageNumber === 1);
  const [shownWidth, setShownWidth] = useState(0);
  const text = usePageText(link, pageNumber, { when: near || reach === 'all' ? 'near' : 'later' });
  useEffect(() => {
    const sheet = element.current;
    if (sheet === null) return;
    const loader = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setNear(true);
      },
      { rootMargin: nearMargin },
    );
    const sizer = new ResizeObserver((entries) => setShownWidth(entries[0]?.contentRect.width ?? 0));
    loader.observe(sheet);
    sizer.observe(sheet);
    const forget = observer.observe(sheet, pageNumber);
    return () => {
      loader.disconnect();
      sizer.disconnect();
      forget();
    };
  }, [observer, pageNumber]);
  const source = useCallback(
    (density: 1 | 2) => endpoints.pageImage(link, pageNumber, density),
    [link, pageNumber],
  );
  const shown = useCallback(() => onPicture(pageNumber), [onPicture, pageNumber]);
  const label = t('reader.page', { page: pageNumber, total: pageCount });
  return (
    <section
      ref={element}
      id={`page-${pageNumber}`}
      className="sheet"
      aria-label={label}
      style={{ aspectRatio: `${widthPt} / ${heightPt}` }}
    >
      {near && (
        <PagePicture
          source={source}
          widthPx={images.find((image) => image.density === 1)?.widthPx ?? 0}
          shownWidth={shownWidth}
          onShown={shown}
        />
      )}
      {text.data !== undefined &&
        (text.data.runs.length > 0 ? (
          <TextLayer page={text.data} />
        ) : (
          <p className="ds-sr-only">{t('reader.noText')}</p>
        ))}
    </section>
  );
}
