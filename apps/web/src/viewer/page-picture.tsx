import { Button } from '@digdir/designsystemet-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

export interface PagePictureProps {
  /** Address of the picture at a density. */
  source: (density: 1 | 2) => string;
  /** Width of the picture at density 1, in pixels. */
  widthPx: number;
  /** Width the page takes on the screen, in CSS pixels. */
  shownWidth: number;
  onShown: () => void;
}

/** A page's picture: the light one first, then the sharp one where the screen can show the difference. */
export function PagePicture({ source, widthPx, shownWidth, onShown }: PagePictureProps) {
  const { t } = useTranslation();
  const [state, setState] = useState<'loading' | 'shown' | 'failed'>('loading');
  const [sharp, setSharp] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  const wantsSharp = shownWidth * window.devicePixelRatio > widthPx * 1.05;
  const sharpSource = source(2);
  useEffect(() => {
    if (state !== 'shown' || !wantsSharp) return;
    const image = new Image();
    image.onload = () => setSharp(sharpSource);
    image.src = sharpSource;
    return () => {
      image.onload = null;
    };
  }, [state, wantsSharp, sharpSource]);
  if (state === 'failed') {
    return (
      <div className="sheet__failed">
        <p>{t('reader.pageFailed')}</p>
        <Button
          variant="secondary"
          onClick={() => {
            setAttempt(attempt + 1);
            setState('loading');
          }}
        >
          {t('problem.retry')}
        </Button>
      </div>
    );
  }
  return (
    <img
      key={attempt}
      className="sheet__picture"
      src={sharp ?? source(1)}
      alt=""
      draggable={false}
      decoding="async"
      onLoad={() => {
        setState('shown');
        onShown();
      }}
      onError={() => setState('failed')}
    />
  );
}
