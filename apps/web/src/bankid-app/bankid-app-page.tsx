import { Alert, Button, Heading, Paragraph, SkipLink } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { Loading } from '../components/loading.js';
import { usePageTitle } from '../components/page.js';
import { LanguageSelect } from '../layout/language-select.js';
import { useBankIdApp, type BankIdApp } from './use-bankid-app.js';
import { ActivateForm } from './views/activate-form.js';
import { AppProblem } from './views/app-problem.js';
import { EndedNote } from './views/ended-note.js';
import { Home } from './views/home.js';

/** The whole BankID app: one page, on its own address. */
export function BankIdAppPage() {
  const { t } = useTranslation();
  const app = useBankIdApp();
  usePageTitle(t('bankidApp.title'));
  return (
    <div className="bankid-app">
      <SkipLink href="#content">{t('shell.skip')}</SkipLink>
      <aside className="bankid-app__band" aria-label={t('bankidApp.simulated')}>
        <p>{t('bankidApp.band')}</p>
      </aside>
      <header className="bankid-app__head">
        <p className="bankid-app__brand">
          <Shield />
          {t('bankidApp.title')} <small>({t('bankidApp.simulated')})</small>
        </p>
        <LanguageSelect />
      </header>
      <main id="content" tabIndex={-1} className="bankid-app__main">
        <Screen app={app} />
      </main>
      <footer className="bankid-app__foot">
        <a href="/help">{t('bankidApp.help')}</a>
        <a href="/demo">{t('bankidApp.codeUnits')}</a>
        <a href="/">{t('bankidApp.toSegl')}</a>
      </footer>
    </div>
  );
}

function Screen({ app }: { app: BankIdApp }) {
  const { t } = useTranslation();
  const { state, line } = app;
  switch (state.kind) {
    case 'loading':
      return <Loading />;
    case 'unsupported':
      return (
        <Alert data-color="danger">
          <Heading level={1} data-size="xs">
            {t('bankidApp.unsupported.title')}
          </Heading>
          <Paragraph>{t('bankidApp.unsupported.text')}</Paragraph>
        </Alert>
      );
    case 'not-activated':
      return <ActivateForm onActivate={(answers) => app.activate(answers)} />;
    case 'activated':
      if (state.device.facts.state === 'ended') {
        return <EndedNote device={state.device.facts} onActivate={() => app.forget()} />;
      }
      return (
        <>
          {line.kind === 'refused' && (
            <AppProblem error={line.error}>
              <Button variant="secondary" onClick={() => void app.forget()}>
                {t('bankidApp.ended.activate')}
              </Button>
            </AppProblem>
          )}
          <Home app={app} device={state.device} />
        </>
      );
  }
}

/** As in the dialog. */
function Shield() {
  return (
    <svg width="24" height="28" viewBox="0 0 24 28" aria-hidden="true" focusable="false">
      <path
        fill="currentColor"
        d="M12 0 1 4v9.500C1 20 5.600 25.600 12 28c6.400-2.400 11-8 11-14.500V4L12 0Zm-1.700 19.200-4.600-4.600 2-2 2.600 2.600 6-6 2 2-8 8Z"
      />
    </svg>
  );
}
