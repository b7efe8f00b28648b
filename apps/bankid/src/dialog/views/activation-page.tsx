/** @jsxRuntime automatic */
import type { DialogFacts } from '../dialog-facts.js';
import { translator } from '../texts/translate.js';
import { Errand, HelpBank, IntentBanner, Menu, type DialogLinks } from './frame.js';
import { ErrorSummary, Field, NewPasswordFields } from './field.js';
import { newPasswordErrors } from './new-password-errors.js';
import { renderPage, type PageFrame } from './page.js';

/** The code in the bank's letter, and the password that the holder chooses. */
export function renderActivationPage(
  frame: PageFrame,
  { facts, links }: { facts: DialogFacts; links: DialogLinks },
): string {
  const t = translator(facts.language);
  const heading = t('life.activation.title');
  const letterError = facts.notice === 'activation-missing' ? t('life.error.activation-missing') : undefined;
  const errors = newPasswordErrors(facts, t);
  const error = letterError ?? errors.newPassword ?? errors.repeated;
  const at =
    letterError !== undefined
      ? 'letter-code'
      : errors.newPassword !== undefined
        ? 'new-password'
        : 'repeated';
  return renderPage(frame, {
    heading,
    hasError: error !== undefined,
    menu: <Menu facts={facts} links={links} step="activation" t={t} />,
    errand: <Errand facts={facts} t={t} />,
    content: (
      <>
        <IntentBanner facts={facts} links={links} step="activation" t={t} />
        <ErrorSummary heading={t('errorSummary')} error={error} field={at} />
        <form className="question" method="post" action={`${links.base}/activation`} noValidate>
          <h1>{heading}</h1>
          <p>{t('life.activation.text')}</p>
          <Field
            id="letter-code"
            label={t('life.activation.letterCode')}
            hint={t('life.activation.letterHint')}
            error={letterError}
            input={{
              name: 'letterCode',
              className: 'ds-input code',
              inputMode: 'numeric',
              autoComplete: 'off',
              maxLength: 12,
              autoFocus: error === undefined,
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
              {t('life.activation.submit')}
            </button>
          </div>
        </form>
        <HelpBank facts={facts} t={t} />
      </>
    ),
  });
}
