import { html } from '../html.js';
import type { Person } from '../segl/bankid.js';
import { fill, textsOf } from '../texts/translate.js';
import { action, card, linkButton, page, type Frame } from './page.js';

/** For whoever is not logged in. */
export function frontPage(frame: Frame, facts: { device: 'known' | 'new'; demoUrl: string }): string {
  const { front } = textsOf(frame.language);
  const isKnown = facts.device === 'known';
  return page(
    frame,
    front.title,
    html`<p>${front.text}</p>
      ${isKnown ? html`<p>${front.known}</p>` : undefined} ${action('/login', front.logIn)}
      ${isKnown ? action('/forget', front.forget, 'secondary') : undefined}
      <p><a class="ds-link" href="${facts.demoUrl}">${front.demo}</a></p>`,
  );
}

/** What a customer can do here. */
export function accountPage(frame: Frame, person: Person): string {
  const { account } = textsOf(frame.language);
  return page(
    frame,
    fill(account.title, { name: person.givenName }),
    html`<p>${fill(account.bankIdFrom, { bank: person.bankIdFrom })}</p>
      ${card(
        account.bankId,
        html`<p>${account.bankIdText}</p>
          ${linkButton('/bankid', account.bankIdButton, 'secondary')}`,
      )}
      ${card(
        account.password,
        html`<p>${account.passwordText}</p>
          ${action('/password', account.passwordButton, 'secondary')}`,
      )}
      ${card(
        account.loan,
        html`<p>${account.loanText}</p>
          ${linkButton('/loan', account.loanButton, 'secondary')}`,
      )}`,
  );
}

/** What could not be done. */
export function errorPage(frame: Frame, facts: { text: string; code?: string | undefined }): string {
  const t = textsOf(frame.language);
  return page(
    frame,
    t.error.title,
    html`<p>${facts.text}</p>
      ${facts.code === undefined ? undefined : html`<p>${fill(t.error.code, { code: facts.code })}</p>`}
      ${linkButton('/', t.back, 'secondary')}`,
  );
}
