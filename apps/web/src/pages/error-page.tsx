import { Button, Paragraph } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { useRouteError } from 'react-router';
import { Page } from '../components/page.js';

/** A fault in the web itself. What was done is with the services; a reload helps most often. */
export function ErrorPage() {
  const { t } = useTranslation();
  const error = useRouteError();
  return (
    <div className="content">
      <Page title={t('crash.title')} lead={t('crash.text')} width="narrow">
        <Button onClick={() => window.location.reload()}>{t('crash.reload')}</Button>
        <Paragraph data-size="sm" className="problem__code">
          {error instanceof Error ? error.message : String(error)}
        </Paragraph>
      </Page>
    </div>
  );
}
