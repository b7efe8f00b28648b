import { Button, Paragraph } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppProblem } from './app-problem.js';

/** The holder takes the app off this device; asked once more before it happens. */
export function EndApp({ onEnd }: { onEnd: () => Promise<void> }) {
  const { t } = useTranslation();
  const [stage, setStage] = useState<'offered' | 'asked' | 'working'>('offered');
  const [problem, setProblem] = useState<{ error: unknown } | undefined>();
  const end = async () => {
    setStage('working');
    setProblem(undefined);
    try {
      await onEnd();
    } catch (error) {
      setProblem({ error });
      setStage('asked');
    }
  };
  return (
    <details className="bankid-app__more">
      <summary>{t('bankidApp.end.title')}</summary>
      <div className="stack">
        <Paragraph>{t('bankidApp.end.text')}</Paragraph>
        {problem !== undefined && <AppProblem error={problem.error} />}
        {stage === 'offered' ? (
          <div>
            <Button variant="secondary" data-color="danger" onClick={() => setStage('asked')}>
              {t('bankidApp.end.button')}
            </Button>
          </div>
        ) : (
          <div role="group" aria-labelledby="app-end-question" className="stack">
            <Paragraph id="app-end-question">{t('bankidApp.end.confirm')}</Paragraph>
            <div className="buttons">
              <Button data-color="danger" disabled={stage === 'working'} onClick={() => void end()}>
                {t(stage === 'working' ? 'bankidApp.end.working' : 'bankidApp.end.yes')}
              </Button>
              <Button variant="secondary" autoFocus onClick={() => setStage('offered')}>
                {t('bankidApp.end.no')}
              </Button>
            </div>
          </div>
        )}
      </div>
    </details>
  );
}
