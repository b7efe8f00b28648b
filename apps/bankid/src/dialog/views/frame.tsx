/** @jsxRuntime automatic */
import type { ReactNode } from 'react';
import type { DialogFacts, Step } from '../dialog-facts.js';
import { languageNames, languages, type Translate } from '../texts/translate.js';

/** Where the forms of one dialog lead. */
export interface DialogLinks {
  /** `/bankid/dialog/<uid>` */
  base: string;
  /** The simulated code unit; demo only. */
  codeUnitUrl: string | undefined;
}

/** On top of every screen: who asks, for what, which document, and the reference words. */
export function Errand({ facts, t }: { facts: DialogFacts; t: Translate }): ReactNode {
  const { signature, caller } = facts;
  return (
    <div className="errand">
      <p className="who">
        {signature === undefined ? t('purposeLogin') : t('purposeSigning')} <strong>{caller}</strong>
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

/** Top right: language and cancel. Works without script. */
export function Menu({
  facts,
  links,
  step,
  t,
}: {
  facts: DialogFacts;
  links: DialogLinks;
  step: Step | 'cancel' | 'outcome';
  t: Translate;
}): ReactNode {
  return (
    <details className="menu">
      <summary>{t('menu')}</summary>
      <div className="menu-panel">
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
        {facts.state === 'open' && (
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
