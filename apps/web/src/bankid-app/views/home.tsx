import type { bankidApp } from '@segl/contracts';
import { Alert, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../i18n/use-language.js';
import { formatDate, formatDateTime, unbroken } from '../../lib/format.js';
import type { KeptDevice } from '../lib/device-store.js';
import type { BankIdApp } from '../use-bankid-app.js';
import { CodePanel } from './code-panel.js';
import { EndApp } from './end-app.js';
import { LostPhone } from './lost-phone.js';
import { QuestionCard } from './question-card.js';
import { Unlocking } from './unlocking.js';

/** The activated app: what waits for an answer, the code of now, whose BankID of which bank, and what can be changed. */
export function Home({ app, device }: { app: BankIdApp; device: KeptDevice }) {
  const { t } = useTranslation();
  const { facts } = device;
  const [said, setSaid] = useState<'approved' | 'refused' | undefined>();
  const [question] = app.questions;
  const bank = { bank: facts.bank.name, phone: unbroken(facts.bank.phone) };
  const answerWith = async (work: Promise<void>, answer: 'approved' | 'refused') => {
    setSaid(undefined);
    await work;
    setSaid(answer);
  };
  return (
    <div className="stack">
      {app.line.kind === 'offline' && (
        <Alert data-color="warning" role="status">
          <Paragraph>{t('bankidApp.home.offline')}</Paragraph>
        </Alert>
      )}
      {facts.bankIdState !== 'active' && (
        <Alert data-color="danger">
          <Paragraph>{t(`bankidApp.home.state.${facts.bankIdState}`, bank)}</Paragraph>
        </Alert>
      )}
      {question === undefined ? (
        <Waiting said={said} bank={bank} />
      ) : (
        <QuestionCard
          key={question.id}
          question={question}
          onApprove={() => answerWith(app.approve(question), 'approved')}
          onRefuse={() => answerWith(app.refuse(question), 'refused')}
        />
      )}
      <CodePanel device={device} />
      <WhoseBankId facts={facts} />
      <Moved mobile={facts.mobile} />
      <Unlocking device={facts} onSetUp={() => app.setUpAuthenticator()} />
      <LostPhone bank={facts.bank} />
      <EndApp onEnd={() => app.end()} />
    </div>
  );
}

function Waiting({
  said,
  bank,
}: {
  said: 'approved' | 'refused' | undefined;
  bank: Readonly<Record<string, string>>;
}) {
  const { t } = useTranslation();
  return (
    <>
      <div role="status">
        {said !== undefined && (
          <Alert data-color={said === 'approved' ? 'success' : 'info'}>
            <Heading level={2} data-size="2xs">
              {t(`bankidApp.question.${said}Title`)}
            </Heading>
            <Paragraph>{t(`bankidApp.question.${said}`, bank)}</Paragraph>
          </Alert>
        )}
      </div>
      <div>
        <Heading level={1} data-size="sm">
          {t('bankidApp.home.waitingTitle')}
        </Heading>
        <Paragraph>{t('bankidApp.home.waiting')}</Paragraph>
      </div>
    </>
  );
}

function WhoseBankId({ facts }: { facts: bankidApp.AppDevice }) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <section aria-label={facts.appName}>
      <dl className="facts">
        <div className="facts__row">
          <dt>{t('bankidApp.home.holder')}</dt>
          <dd>{facts.holder}</dd>
        </div>
        <div className="facts__row">
          <dt>{facts.appName}</dt>
          <dd>{t('bankidApp.home.bank', { bank: facts.bank.name })}</dd>
        </div>
        <div className="facts__row">
          <dt>{t('bankidApp.home.device')}</dt>
          <dd>{facts.deviceName}</dd>
        </div>
        <div className="facts__row">
          <dt>{t('bankidApp.home.activated')}</dt>
          <dd>{formatDateTime(language, facts.activatedAt)}</dd>
        </div>
      </dl>
      <Paragraph data-size="sm">{t('bankidApp.home.install')}</Paragraph>
    </section>
  );
}

/** BankID on mobile, the old kind in the SIM: phased out, and moved to the app by its activation. */
function Moved({ mobile }: Pick<bankidApp.AppDevice, 'mobile'>) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (mobile === null || mobile.movedAt === null) return null;
  return (
    <Alert data-color="info">
      <Heading level={2} data-size="2xs">
        {t('bankidApp.mobile.title')}
      </Heading>
      <Paragraph>
        {t('bankidApp.mobile.text', {
          phone: unbroken(mobile.phoneMasked),
          date: formatDate(language, mobile.phasedOutOn),
        })}
      </Paragraph>
    </Alert>
  );
}
