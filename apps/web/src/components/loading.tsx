import { Skeleton } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';

/** Grey lines where text will stand; appear only when waiting is long enough to notice (300 ms, by CSS). */
export function Loading({ lines = 4 }: { lines?: number }) {
  const { t } = useTranslation();
  return (
    <div className="loading" role="status">
      <span className="ds-sr-only">{t('shell.loading')}</span>
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} variant="text" width={line === 0 ? 24 : line % 2 === 0 ? 60 : 48} />
      ))}
    </div>
  );
}
