import type { bankidApp } from '@segl/contracts';
import { Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { hasPlatformAuthenticator, NotUnlocked } from '../lib/authenticator.js';
import { AppProblem } from './app-problem.js';

/** Lets fingerprint, face or the lock of the screen unlock approvals, where the browser has them. */
export function Unlocking({
  device,
  onSetUp,
}: {
  device: bankidApp.AppDevice;
  onSetUp: () => Promise<void>;
}) {
  const { t } = useTranslation();
  const [canUnlock, setCanUnlock] = useState<boolean | undefined>();
  const [problem, setProblem] = useState<{ error: unknown } | undefined>();
  const [isWorking, setWorking] = useState(false);
  useEffect(() => {
    hasPlatformAuthenticator().then(setCanUnlock, () => setCanUnlock(false));
  }, []);
  if (canUnlock === undefined) return null;
  const setUp = async () => {
    setWorking(true);
    setProblem(undefined);
    try {
      await onSetUp();
    } catch (error) {
      setProblem({ error });
    }
    setWorking(false);
  };
  return (
    <section className="stack" aria-labelledby="app-unlock">
      <Heading level={2} data-size="2xs" id="app-unlock">
        {t('bankidApp.unlock.title')}
      </Heading>
      {problem !== undefined &&
        (problem.error instanceof NotUnlocked ? (
          <Paragraph role="alert">{t('bankidApp.question.notUnlockedTitle')}</Paragraph>
        ) : (
          <AppProblem error={problem.error} />
        ))}
      {device.hasAuthenticator ? (
        <Paragraph role="status">{t('bankidApp.unlock.on')}</Paragraph>
      ) : canUnlock ? (
        <>
          <Paragraph>{t('bankidApp.unlock.offer')}</Paragraph>
          <div>
            <Button variant="secondary" disabled={isWorking} onClick={() => void setUp()}>
              {t(isWorking ? 'bankidApp.unlock.working' : 'bankidApp.unlock.setUp')}
            </Button>
          </div>
        </>
      ) : (
        <Paragraph>{t('bankidApp.unlock.none')}</Paragraph>
      )}
    </section>
  );
}
