import { useTranslation } from 'react-i18next';
import { SealMark } from './seal-mark.js';

/** The seal as it stands in the document: mark, name, bank, time. */
export function SealCard({ name, bank, time }: { name: string; bank: string; time: string }) {
  const { t } = useTranslation();
  return (
    <figure className="seal-card">
      <SealMark size={72} />
      <div>
        <p className="seal-card__by">{t('seal.by')}</p>
        <p className="seal-card__name">{name}</p>
        <p>{t('seal.bank', { bank })}</p>
        <p>{time}</p>
      </div>
      <figcaption className="ds-sr-only">{t('seal.caption')}</figcaption>
    </figure>
  );
}
