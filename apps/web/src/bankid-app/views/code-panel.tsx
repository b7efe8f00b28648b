import { bankidApp } from '@segl/contracts';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../components/copy-button.js';
import { Countdown } from '../../components/countdown.js';
import { codeAt, secondsLeftAt, timeStepAt } from '../lib/app-codes.js';
import type { KeptDevice } from '../lib/device-store.js';

const lookEveryMilliseconds = 250;

/** The one-time code of now, with the time it has left. Made on the device: it needs no line. */
export function CodePanel({ device: { codeKey, clockOffset } }: { device: KeptDevice }) {
  const { t } = useTranslation();
  const now = useNow() + clockOffset;
  const step = timeStepAt(now);
  const [shown, setShown] = useState<{ step: number; code: string } | undefined>();
  useEffect(() => {
    let isWanted = true;
    void codeAt(codeKey, step * bankidApp.codePeriodSeconds * 1000).then((code) => {
      if (isWanted) setShown({ step, code });
    });
    return () => {
      isWanted = false;
    };
  }, [codeKey, step]);
  const left = secondsLeftAt(now);
  return (
    <section className="unit" aria-label={t('bankidApp.home.code')}>
      <div>
        <p className="unit__label">{t('bankidApp.home.code')}</p>
        <p className="unit__code">
          {shown?.step === step ? `${shown.code.slice(0, 3)} ${shown.code.slice(3)}` : '––– –––'}
        </p>
      </div>
      <Countdown left={left} period={bankidApp.codePeriodSeconds} />
      <CopyButton value={shown?.code ?? ''} label={t('bankidApp.home.copy')} />
      <p className="unit__state">{t('bankidApp.home.left', { count: Math.ceil(left) })}</p>
    </section>
  );
}

/** Milliseconds since 1970, looked at now and then. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), lookEveryMilliseconds);
    return () => clearInterval(timer);
  }, []);
  return now;
}
