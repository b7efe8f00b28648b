import { Button } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Page } from '../components/page.js';

/** No page has this address. */
export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <Page title={t('notFound.title')} lead={t('notFound.text')} width="narrow">
      <div className="buttons">
        <Button asChild>
          <Link to="/">{t('notFound.home')}</Link>
        </Button>
        <Button asChild variant="secondary">
          <Link to="/documents">{t('nav.documents')}</Link>
        </Button>
      </div>
    </Page>
  );
}
