/** @jsxRuntime automatic */
import type { ReactNode } from 'react';
import type { DialogFacts } from '../dialog-facts.js';
import { translator, type Translate } from '../texts/translate.js';
import { Errand, HelpBank, IntentBanner, Menu, type DialogLinks } from './frame.js';
import { renderPage, type PageFrame } from './page.js';

interface AppView {
  facts: DialogFacts;
  links: DialogLinks;
  /** The simulated phone; demo only. */
  appUrl: string | undefined;
}

type Standing =
  | { standing: 'waiting' | 'refused' | 'expired'; referenceWords: string; expiresAt: Date }
  | { standing: 'too-many' };

const words = {
  waiting: { heading: 'app.waitingHeading', text: 'app.waiting' },
  refused: { heading: 'app.refusedHeading', text: 'app.refused' },
  expired: { heading: 'app.expiredHeading', text: 'app.expired' },
  'too-many': { heading: 'app.tooManyHeading', text: 'app.tooMany' },
} as const;

/** Beside the code: the app instead. Everybody is offered it, whatever they have; a BankID not in use yet has none. */
export function AppOffer({
  facts,
  links,
  t,
}: Pick<AppView, 'facts' | 'links'> & { t: Translate }): ReactNode {
  if (facts.intent === 'activate') return null;
  return (
    <form className="other-way" method="post" action={`${links.base}/app`}>
      <button className="ds-button" data-variant="secondary" type="submit" aria-describedby="app-offer">
        {t('app.offer')}
      </button>
      <p className="hint" id="app-offer">
        {t('app.offerHint')}
      </p>
    </form>
  );
}

/** Waits for the app's answer, or tells that none, or a no, came. */
export function renderAppApprovalPage(frame: PageFrame, view: AppView & Standing): string {
  const { facts, links, appUrl, standing } = view;
  const t = translator(facts.language);
  const heading = t(words[standing].heading);
  return renderPage(frame, {
    heading,
    menu: <Menu facts={facts} links={links} step="app" t={t} />,
    errand: <Errand facts={facts} t={t} />,
    content: (
      <>
        <IntentBanner facts={facts} links={links} step="code" t={t} />
        <div className="question" role={standing === 'waiting' ? undefined : 'alert'}>
          <h1>{heading}</h1>
          <p>{t(words[standing].text)}</p>
          {view.standing === 'waiting' && (
            <Waiting view={view} expiresAt={view.expiresAt} t={t} words={view.referenceWords} />
          )}
        </div>
        <div className="aside">
          {standing !== 'waiting' && standing !== 'too-many' && (
            <form className="other-way" method="post" action={`${links.base}/app`}>
              <button className="ds-button" type="submit">
                {t('app.again')}
              </button>
            </form>
          )}
          <p>
            <a className="link" href={`${links.base}/code`}>
              {t('app.code')}
            </a>
          </p>
          {appUrl !== undefined && (
            <p>
              <a className="link" href={appUrl} target="_blank" rel="noopener">
                {t('app.open')}
              </a>
            </p>
          )}
          <details className="help">
            <summary>{t('help')}</summary>
            <div>
              <p>{t('app.help')}</p>
              <HelpBank facts={facts} t={t} />
            </div>
          </details>
        </div>
        {standing === 'waiting' && <script src={`${frame.roomPath}/assets/app-approval.js`} defer />}
      </>
    ),
  });
}

/** The reference words, until when, and the way on for a browser without script. */
function Waiting({
  view: { facts, links },
  words: referenceWords,
  expiresAt,
  t,
}: {
  view: AppView;
  words: string;
  expiresAt: Date;
  t: Translate;
}): ReactNode {
  return (
    <>
      {facts.signature === undefined && (
        <dl className="app-reference">
          <dt>{t('reference')}</dt>
          <dd className="reference">{referenceWords}</dd>
        </dl>
      )}
      <p className="hint">{t('app.compare')}</p>
      <p className="hint">{t('app.until', { time: timeInWords(expiresAt, facts) })}</p>
      <div className="actions" id="app-answer" data-answer={`${links.base}/app/state`}>
        <a className="ds-button" data-variant="secondary" href={`${links.base}/app`}>
          {t('app.moveOn')}
        </a>
      </div>
    </>
  );
}

/** `14.05`, `14:05`. */
function timeInWords(at: Date, { language }: DialogFacts): string {
  const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'Europe/Oslo' }).format(at);
  return language === 'en' ? time : time.replace(':', '.');
}
