/** @jsxRuntime automatic */
import type { ReactNode } from 'react';
import type { DialogFacts, RecognisedHolder } from '../dialog-facts.js';
import type { HolderScreen } from '../holder-tasks.js';
import { dateInWords, translator, type Translate } from '../texts/translate.js';
import { ErrorSummary, Done, Field, NewPasswordFields } from './field.js';
import { BankPhone, Errand, Menu, nameOf, type DialogLinks } from './frame.js';
import { newPasswordErrors } from './new-password-errors.js';
import { renderPage, type PageFrame } from './page.js';

interface HolderView {
  facts: DialogFacts;
  holder: RecognisedHolder;
  links: DialogLinks;
  t: Translate;
}

const pages: Readonly<Record<HolderScreen, (view: HolderView) => { heading: string; content: ReactNode }>> = {
  'new-password': newPasswordPage,
  renewal: renewalPage,
  block: blockPage,
  blocked: blockedPage,
  shield: shieldPage,
};

/** A page for somebody who has proven who they are, with the shield on top. */
export function renderHolderPage(
  frame: PageFrame,
  { facts, links, screen }: { facts: DialogFacts; links: DialogLinks; screen: HolderScreen },
): string {
  const t = translator(facts.language);
  const { holder } = facts;
  if (holder === undefined) throw new TypeError('nobody is recognised in this dialog');
  const { heading, content } = pages[screen]({ facts, holder, links, t });
  return renderPage(frame, {
    heading,
    hasError: errorOf(facts, t) !== undefined,
    menu: <Menu facts={facts} links={links} step={screen} t={t} />,
    errand: <Errand facts={facts} t={t} />,
    content,
  });
}

function newPasswordPage({ facts, links, t }: HolderView): { heading: string; content: ReactNode } {
  const heading = t('life.newPassword.title');
  const isDemanded = facts.tasks[0] === 'must-new-password';
  const oldError = oldPasswordError(facts, t);
  const errors = newPasswordErrors(facts, t);
  const at = errors.newPassword !== undefined ? 'new-password' : 'repeated';
  const content = (
    <>
      <ErrorSummary
        heading={t('errorSummary')}
        error={errorOf(facts, t)}
        field={oldError === undefined ? at : 'old-password'}
      />
      <form className="question" method="post" action={`${links.base}/new-password`} noValidate>
        <h1>{heading}</h1>
        {isDemanded && <p>{t('life.newPassword.mustText')}</p>}
        <Field
          id="old-password"
          label={t('life.newPassword.old')}
          error={oldError}
          input={{
            type: 'password',
            name: 'oldPassword',
            autoComplete: 'current-password',
            maxLength: 128,
            autoFocus: errorOf(facts, t) === undefined,
          }}
        />
        <NewPasswordFields
          texts={{
            field: t('life.newPassword.field'),
            rules: t('life.newPassword.rules'),
            repeated: t('life.newPassword.repeated'),
          }}
          errors={errors}
        />
        <div className="actions">
          <button className="ds-button" type="submit">
            {heading}
          </button>
        </div>
      </form>
      {!isDemanded && <PutOff action={`${links.base}/put-off`} text={t('life.newPassword.putOff')} />}
    </>
  );
  return { heading, content };
}

function renewalPage({ facts, holder, links, t }: HolderView): { heading: string; content: ReactNode } {
  const heading = t('life.renewal.title');
  const isDemanded = facts.tasks[0] === 'must-renewal';
  const until = facts.renewal?.kind === 'offered' ? facts.renewal : undefined;
  const why = isDemanded ? 'must' : (until?.why ?? 'expiry');
  const content = (
    <>
      <Done text={doneText(facts, t)} />
      <ErrorSummary heading={t('errorSummary')} error={errorOf(facts, t)} field="renew" />
      <form className="question" method="post" action={`${links.base}/renewal`}>
        <h1>{heading}</h1>
        <p>{t(`life.renewal.${why}`, { date: dayOf(until?.until ?? holder.bankId.validTo, facts) })}</p>
        <input type="hidden" name="answer" value="renew" />
        <div className="actions">
          <button className="ds-button" type="submit" id="renew">
            {t('life.renewal.submit')}
          </button>
        </div>
      </form>
      {!isDemanded && <PutOff action={`${links.base}/renewal`} text={t('life.renewal.later')} />}
    </>
  );
  return { heading, content };
}

function blockPage({ holder, links, t }: HolderView): { heading: string; content: ReactNode } {
  const heading = t('life.block.title');
  const content = (
    <>
      <form className="question" method="post" action={`${links.base}/block`}>
        <h1>{heading}</h1>
        <p>{t('life.block.text', { bank: holder.bank.name })}</p>
        <div className="actions">
          <button className="ds-button" data-color="danger" type="submit">
            {t('life.block.submit')}
          </button>
        </div>
      </form>
      <PutOff action={`${links.base}/put-off`} text={t('life.block.putOff')} />
    </>
  );
  return { heading, content };
}

function blockedPage({ facts, holder, links, t }: HolderView): { heading: string; content: ReactNode } {
  const heading = t('life.blocked.title');
  const content = (
    <form className="question" method="post" action={`${links.base}/go-on`}>
      <div className="outcome">
        <h1>{heading}</h1>
        <p>{t('life.blocked.text', { bank: holder.bank.name })}</p>
        <BankPhone bank={holder.bank} t={t} />
        {facts.signature !== undefined && <p>{t('life.blocked.nothingSigned')}</p>}
      </div>
      <div className="actions">
        <button className="ds-button" type="submit">
          {t('backToCaller', { caller: facts.clientName })}
        </button>
      </div>
    </form>
  );
  return { heading, content };
}

function shieldPage({ facts, holder, links, t }: HolderView): { heading: string; content: ReactNode } {
  const heading = t('life.shield.title', { name: nameOf(holder) });
  const content = (
    <>
      <Done text={doneText(facts, t)} />
      <form className="question" method="post" action={`${links.base}/go-on`}>
        <h1>{heading}</h1>
        <ul className="plain">
          <li>{t('life.shieldOf', { bank: holder.bank.name })}</li>
          <li>{t('life.validUntil', { date: dayOf(holder.bankId.validTo, facts) })}</li>
        </ul>
        <BankPhone bank={holder.bank} t={t} />
        <div className="actions">
          <button className="ds-button" type="submit">
            {t('life.shield.continue', { caller: facts.clientName })}
          </button>
        </div>
      </form>
    </>
  );
  return { heading, content };
}

/** A form of its own, so that Enter in a field never means "no". */
function PutOff({ action, text }: { action: string; text: string }): ReactNode {
  return (
    <form className="actions" method="post" action={action}>
      <button className="ds-button" data-variant="secondary" type="submit" name="answer" value="later">
        {text}
      </button>
    </form>
  );
}

const dayOf = (at: Date, facts: DialogFacts): string =>
  dateInWords(at.toISOString().slice(0, 10), facts.language);

function doneText({ notice }: DialogFacts, t: Translate): string | undefined {
  return notice === 'password-changed' || notice === 'renewed' ? t(`life.done.${notice}`) : undefined;
}

function errorOf(facts: DialogFacts, t: Translate): string | undefined {
  const { newPassword, repeated } = newPasswordErrors(facts, t);
  const renewal = facts.notice === 'renewal-failed' ? t('life.error.renewal-failed') : undefined;
  return oldPasswordError(facts, t) ?? newPassword ?? repeated ?? renewal;
}

function oldPasswordError({ notice, row }: DialogFacts, t: Translate): string | undefined {
  if (notice === 'old-password-missing') return t('life.error.old-password-missing');
  return notice === 'old-password-wrong'
    ? t('life.error.old-password-wrong', { count: row.triesLeft ?? 1 })
    : undefined;
}
