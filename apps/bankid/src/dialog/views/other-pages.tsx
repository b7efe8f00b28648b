/** @jsxRuntime automatic */
import { bankid } from '@segl/contracts';
import type { DialogFacts } from '../dialog-facts.js';
import { translator } from '../texts/translate.js';
import { Errand, Menu, unbroken, type DialogLinks } from './frame.js';
import { renderPage, type PageFrame } from './page.js';

/** Asks whether the person means it (9001). */
export function renderCancelPage(
  frame: PageFrame,
  { facts, links, backTo }: { facts: DialogFacts; links: DialogLinks; backTo: string },
): string {
  const t = translator(facts.language);
  return renderPage(frame, {
    heading: t('cancelHeading'),
    menu: <Menu facts={facts} links={links} step="cancel" t={t} />,
    errand: <Errand facts={facts} t={t} />,
    content: (
      <form className="question" method="post" action={`${links.base}/cancel`}>
        <h1>{t('cancelHeading')}</h1>
        <p>{t(facts.signature === undefined ? 'cancelLogin' : 'cancelSigning')}</p>
        <div className="actions">
          <a className="ds-button" href={backTo}>
            {t('cancelNo')}
          </a>
          <button className="ds-button" data-variant="secondary" type="submit">
            {t('cancelYes')}
          </button>
        </div>
      </form>
    ),
  });
}

/** How the dialog ended, whom to call, that nothing was lost, and the way back to the caller. */
export function renderOutcomePage(
  frame: PageFrame,
  { facts, links, outcome }: { facts: DialogFacts; links: DialogLinks; outcome: bankid.DialogOutcome },
): string {
  const t = translator(facts.language);
  const heading = t(`outcome.${outcome}.heading`);
  const isForBank = outcome !== 'timedOut' && outcome !== 'unknownDevice' && outcome !== 'cancelled';
  return renderPage(frame, {
    heading,
    menu: <Menu facts={facts} links={links} step="outcome" t={t} />,
    errand: <Errand facts={facts} t={t} />,
    content: (
      <form className="question" method="post" action={`${links.base}/return`}>
        <div className="outcome">
          <h1>{heading}</h1>
          <p>{t(`outcome.${outcome}.text`, { bank: facts.bank?.name ?? t('yourBank') })}</p>
          {isForBank && facts.bank !== undefined && (
            <p className="phone">
              <a className="link" href={`tel:${facts.bank.phone.replaceAll(' ', '')}`}>
                {t('helpBank', { bank: facts.bank.name, phone: unbroken(facts.bank.phone) })}
              </a>
            </p>
          )}
          {facts.signature !== undefined && <p>{t('nothingLost')}</p>}
          <p className="code">{t('errorCode', { code: bankid.dialogOutcome[outcome].bankIdCode })}</p>
        </div>
        <div className="actions">
          <button className="ds-button" type="submit">
            {t('backToCaller', { caller: facts.clientName })}
          </button>
        </div>
      </form>
    ),
  });
}

/** While another request judges the answer; the browser is told to look again. */
export function renderCheckingPage(
  frame: PageFrame,
  { facts, links }: { facts: DialogFacts; links: DialogLinks },
): string {
  const t = translator(facts.language);
  return renderPage(frame, {
    heading: t('checking'),
    errand: <Errand facts={facts} t={t} />,
    content: (
      <div className="question" role="status">
        <h1>{t('checking')}</h1>
        <p>{t('checkingText')}</p>
        <a className="link" href={links.base}>
          {t('continue')}
        </a>
      </div>
    ),
  });
}

/** What can be told when there is no dialog to speak of. */
export type Farewell = 'ended' | 'refusedRequest' | 'tooMany' | 'failure';

/** A page that stands alone, with the way back. */
export function renderFarewellPage(
  frame: PageFrame,
  { farewell, homeUrl }: { farewell: Farewell; homeUrl: string },
): string {
  const t = translator(frame.language);
  return renderPage(frame, {
    heading: t(`${farewell}.heading`),
    content: (
      <div className="question">
        <h1>{t(`${farewell}.heading`)}</h1>
        <p>{t(`${farewell}.text`)}</p>
        <div className="actions">
          <a className="ds-button" data-variant="secondary" href={homeUrl}>
            {t('ended.link')}
          </a>
        </div>
      </div>
    ),
  });
}
