/** @jsxRuntime automatic */
import { bankid } from '@segl/contracts';
import type { DialogFacts } from '../dialog-facts.js';
import { translator } from '../texts/translate.js';
import { BankPhone, Errand, HelpBank, Menu, type DialogLinks } from './frame.js';
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

/** "I think someone knows my password": change it at once, or block now; and the bank for whoever cannot log in. */
export function renderSuspicionPage(
  frame: PageFrame,
  { facts, links, backTo }: { facts: DialogFacts; links: DialogLinks; backTo: string },
): string {
  const t = translator(facts.language);
  const heading = t('life.suspicion.title');
  return renderPage(frame, {
    heading,
    menu: <Menu facts={facts} links={links} step="suspicion" t={t} />,
    errand: <Errand facts={facts} t={t} />,
    content: (
      <>
        <form className="question" method="post" action={`${links.base}/intent`}>
          <h1>{heading}</h1>
          <p>{t('life.suspicion.text')}</p>
          <HelpBank facts={facts} t={t} />
          <div className="actions">
            <p id="why-change">{t('life.suspicion.changeText')}</p>
            <button
              className="ds-button"
              type="submit"
              name="intent"
              value="change-password"
              aria-describedby="why-change"
            >
              {t('life.suspicion.change')}
            </button>
            <p id="why-block">{t('life.suspicion.blockText')}</p>
            <button
              className="ds-button"
              data-color="danger"
              data-variant="secondary"
              type="submit"
              name="intent"
              value="block"
              aria-describedby="why-block"
            >
              {t('life.suspicion.block')}
            </button>
          </div>
        </form>
        <a className="link" href={backTo}>
          {t('life.suspicion.back')}
        </a>
      </>
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
  return renderPage(frame, {
    heading,
    menu: <Menu facts={facts} links={links} step="outcome" t={t} />,
    errand: <Errand facts={facts} t={t} />,
    content: (
      <form className="question" method="post" action={`${links.base}/return`}>
        <div className="outcome">
          <h1>{heading}</h1>
          <p>{t(`outcome.${outcome}.text`, { bank: facts.bank?.name ?? t('yourBank') })}</p>
          {facts.bank !== undefined && <BankPhone bank={facts.bank} t={t} />}
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
export type Farewell = 'ended' | 'loggedOut' | 'refusedRequest' | 'tooMany' | 'failure';

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
