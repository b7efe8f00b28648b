import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

/** Says on every page of a demonstration that people, BankID and registers are invented. */
export function DemoBand() {
  const { t } = useTranslation();
  return (
    <aside className="demo-band" aria-label={t('demo.band.label')}>
      <div className="demo-band__inner">
        <p>{t('demo.band.text')}</p>
        <ul>
          <li>
            <Link to="/demo">{t('demo.band.people')}</Link>
          </li>
          <li>
            <Link to="/demo/mailbox">{t('demo.band.mailbox')}</Link>
          </li>
        </ul>
      </div>
    </aside>
  );
}
