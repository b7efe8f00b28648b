import { Button, Paragraph } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { useRouteError } from 'react-router';
import { ApiError } from '../api/api-error.js';
import { Page } from '../components/page.js';

/** A fault in the web itself, or a page that could not be fetched. What was done is with the services; a reload helps. */
export function ErrorPage() {
  const { t } = useTranslation();
  const error = useRouteError();
  const unreached = error instanceof ApiError;
  return (
    <div className="content">
      <Page
        title={t(unreached ? `errors.${error.code}.title` : 'crash.title')}
        lead={t(unreached ? `errors.${error.code}.advice` : 'crash.text')}
        width="narrow"
      >
        <Button onClick={() => window.location.reload()}>{t('crash.reload')}</Button>
        {!unreached && (
          <Paragraph data-size="sm" className="problem__code">
            {error instanceof Error ? error.message : String(error)}
          </Paragraph>
        )}
      </Page>
    </div>
  );
}
