import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

/** Where to find help, and what Segl does not claim to be. */
export function Footer() {
  const { t } = useTranslation();
  return (
    <footer className="footer">
      <div className="footer__inner">
        <p className="footer__honest">{t('footer.honest')}</p>
        <nav aria-label={t('footer.label')}>
          <ul>
            <li>
              <Link to="/help">{t('nav.help')}</Link>
            </li>
            <li>
              <Link to="/help/errors">{t('footer.errors')}</Link>
            </li>
            <li>
              <Link to="/test-bankid">{t('testBankid.title')}</Link>
            </li>
            <li>
              <Link to="/banks">{t('banks.title')}</Link>
            </li>
            <li>
              <Link to="/status">{t('footer.status')}</Link>
            </li>
            <li>
              <Link to="/verify">{t('nav.verify')}</Link>
            </li>
          </ul>
        </nav>
      </div>
    </footer>
  );
}
