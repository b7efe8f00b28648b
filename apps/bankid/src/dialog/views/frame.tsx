/** @jsxRuntime automatic */
import type { ReactNode } from 'react';
import type { Bank } from '@segl/database';
import type { Screen } from '../dialog-exchange.js';
import type { DialogFacts, RecognisedHolder, Step } from '../dialog-facts.js';
import { dateInWords, languageNames, languages, type Translate } from '../texts/translate.js';
import { Shield } from './page.js';

/** Where the forms of one dialog lead. */
export interface DialogLinks {
  /** `/bankid/dialog/<uid>` */
  base: string;
  /** The simulated code unit; demo only. */
  codeUnitUrl: string | undefined;
}

/** On top of every screen: who asks, for what, which document, and the reference words. */
export function Errand({ facts, t }: { facts: DialogFacts; t: Translate }): ReactNode {
  const { signature, caller, requestedTask } = facts;
  const purpose = signature === undefined ? t('purposeLogin') : t('purposeSigning');
  return (
    <div className="errand">
      <HolderShield facts={facts} t={t} />
      <p className="who">
        {requestedTask === undefined ? purpose : t(`life.requested.${requestedTask}.purpose`)}{' '}
        <strong>{caller}</strong>
      </p>
      {signature !== undefined && (
        <dl>
          <dt>{signature.documents.length === 1 ? t('document') : t('documents')}</dt>
          {signature.documents.map(({ label, sha256 }) => (
            <dd key={sha256}>{label}</dd>
          ))}
          <dt>{t('reference')}</dt>
          <dd className="reference">{signature.reference}</dd>
        </dl>
      )}
    </div>
  );
}

/** After proof: the shield with the holder's name, and behind it the bank that gave the BankID. */
function HolderShield({ facts, t }: { facts: DialogFacts; t: Translate }): ReactNode {
  const { holder } = facts;
  if (holder === undefined) return null;
  const date = dateInWords(holder.bankId.validTo.toISOString().slice(0, 10), facts.language);
  return (
    <details className="holder">
      <summary>
        <Shield />
        {nameOf(holder)}
      </summary>
      <p>{t('life.shieldOf', { bank: holder.bank.name })}</p>
      <p>{t('life.validUntil', { date })}</p>
    </details>
  );
}

/** As people say it. */
export function nameOf({ person }: RecognisedHolder): string {
  return `${person.givenName} ${person.familyName}`;
}

/** Told while the person is on the way to something beside the caller's errand, with the way out of it. */
export function IntentBanner({
  facts,
  links,
  step,
  t,
}: {
  facts: DialogFacts;
  links: DialogLinks;
  step: Step;
  t: Translate;
}): ReactNode {
  if (facts.intent === undefined) {
    const { requestedTask } = facts;
    return requestedTask === undefined ? null : (
      <div className="intent">
        <p>{t(`life.requested.${requestedTask}.text`, { caller: facts.caller })}</p>
      </div>
    );
  }
  return (
    <form className="intent" method="post" action={`${links.base}/intent`}>
      <p>{t(`life.intentBanner.${facts.intent}`)}</p>
      {step !== 'activation' && <input type="hidden" name="step" value={step} />}
      <button className="ds-button" data-variant="tertiary" type="submit">
        {t('life.dropIntent')}
      </button>
    </form>
  );
}

/** Top right: what people do with their BankID, language, and cancel. Works without script. */
export function Menu({
  facts,
  links,
  step,
  t,
}: {
  facts: DialogFacts;
  links: DialogLinks;
  step: Screen;
  t: Translate;
}): ReactNode {
  return (
    <details className="menu">
      <summary>{t('menu')}</summary>
      <div className="menu-panel">
        <MenuOfBankId facts={facts} links={links} step={step} t={t} />
        <h2 id="menu-language">{t('language')}</h2>
        <form method="post" action={`${links.base}/language`} aria-labelledby="menu-language">
          <input type="hidden" name="step" value={step} />
          {languages.map((language) => (
            <button
              key={language}
              className="ds-button"
              data-variant="tertiary"
              type="submit"
              name="language"
              value={language}
              lang={language}
              aria-current={language === facts.language}
            >
              {languageNames[language]}
            </button>
          ))}
        </form>
        {(facts.state === 'open' || facts.state === 'recognised') && (
          <>
            <hr />
            <a className="ds-button" data-variant="tertiary" href={`${links.base}/cancel`}>
              {t('cancel')}
            </a>
          </>
        )}
      </div>
    </details>
  );
}

/** What people do with their BankID, beside the caller's errand. */
function MenuOfBankId({
  facts,
  links,
  step,
  t,
}: {
  facts: DialogFacts;
  links: DialogLinks;
  step: Screen;
  t: Translate;
}): ReactNode {
  const isAsking = facts.state === 'open';
  if ((!isAsking && facts.state !== 'recognised') || facts.tasks.includes('blocked')) return null;
  const wanted = isAsking
    ? (['change-password', 'about', 'activate'] as const)
    : (['change-password'] as const);
  const isStep = step === 'birth-date' || step === 'code' || step === 'password';
  return (
    <>
      <h2 id="menu-bankid">{t('life.menuHeading')}</h2>
      <form method="post" action={`${links.base}/intent`} aria-labelledby="menu-bankid">
        {isStep && <input type="hidden" name="step" value={step} />}
        {wanted.map((intent) => (
          <button
            key={intent}
            className="ds-button"
            data-variant="tertiary"
            type="submit"
            name="intent"
            value={intent}
          >
            {t(`life.intent.${intent}`)}
          </button>
        ))}
      </form>
      <a className="ds-button" data-variant="tertiary" href={`${links.base}/suspicion`}>
        {t('life.intent.suspicion')}
      </a>
      <hr />
    </>
  );
}

/** The bank's number, to be called from where the page is read. */
export function BankPhone({ bank, t }: { bank: Bank; t: Translate }): ReactNode {
  return (
    <p className="phone">
      <a className="link" href={`tel:${bank.phone.replaceAll(' ', '')}`}>
        {t('helpBank', { bank: bank.name, phone: unbroken(bank.phone) })}
      </a>
    </p>
  );
}

/** Whom to call: the bank, once the holder is known by proof or was named by the caller. */
export function HelpBank({ facts, t }: { facts: DialogFacts; t: Translate }): ReactNode {
  const { bank } = facts;
  if (bank === undefined) return <p>{t('helpAnyBank')}</p>;
  return (
    <p>
      <a className="link" href={`tel:${bank.phone.replaceAll(' ', '')}`}>
        {t('helpBank', { bank: bank.name, phone: unbroken(bank.phone) })}
      </a>
    </p>
  );
}

/** A number that stays on one line. */
export function unbroken(phone: string): string {
  return phone.replaceAll(' ', '\u00a0');
}
