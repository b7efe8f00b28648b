import { html, type Html } from '../html.js';
import type { SignOrder } from '../segl/signing.js';
import { fill, formatAmount, formatTime, textsOf, type Language } from '../texts/translate.js';
import { action, card, linkButton, page, type Frame } from './page.js';

/** What a customer asks for. */
export interface LoanTerms {
  amount: number;
  years: number;
}

export const yearsToChoose = [5, 10, 20] as const;
export const amountLimits = { from: 10_000, to: 500_000 } as const;

/** A loan that is wanted; what was typed wrong stays to be corrected. */
export function loanFormPage(frame: Frame, typed?: string): string {
  const { loan: t, back } = textsOf(frame.language);
  const isWrong = typed !== undefined;
  return page(
    frame,
    t.title,
    html`<form method="post" action="/loan" novalidate>
        <div class="ds-field">
          <label class="ds-label" for="amount">${t.amount}</label>
          <p id="amount-hint">${t.amountHint}</p>
          <input
            class="ds-input"
            id="amount"
            name="amount"
            inputmode="numeric"
            autocomplete="off"
            maxlength="10"
            value="${typed ?? '100 000'}"
            aria-describedby="${isWrong ? 'amount-error' : 'amount-hint'}"
            aria-invalid="${isWrong ? 'true' : 'false'}"
          />
          ${
            isWrong
              ? html`<p class="ds-validation-message" data-color="danger" id="amount-error" role="alert">
                  ${t.amountWrong}
                </p>`
              : undefined
          }
        </div>
        <div class="ds-field">
          <label class="ds-label" for="years">${t.years}</label>
          <select class="ds-input" id="years" name="years">
            ${yearsToChoose.map(
              (years) => html`<option value="${years}">${fill(t.yearsOf, { years })}</option>`,
            )}
          </select>
        </div>
        <p>${t.sendText}</p>
        <button class="ds-button" data-variant="primary" type="submit">${t.send}</button>
      </form>
      ${linkButton('/', back, 'secondary')}`,
  );
}

/** A loan agreement that was sent to signing, as it stands at Segl now. */
export function loanPage(frame: Frame, { terms, order }: { terms: LoanTerms; order: SignOrder }): string {
  const { loan: t, back } = textsOf(frame.language);
  const { years } = terms;
  return page(
    frame,
    t.title,
    html`${card(
      fill(t.sum, { amount: formatAmount(terms.amount), years }),
      html`<p role="status"><strong>${t.state[order.state]}</strong></p>
        ${whatNow(frame.language, order)}`,
    )}
    ${linkButton('/', back, 'secondary')}`,
  );
}

function whatNow(language: Language, { state, parties: [party] }: SignOrder): Html {
  const { loan: t } = textsOf(language);
  if (state === 'preparing' || state === 'open') {
    return html`<div class="buttons">
      ${party === undefined ? undefined : linkButton(party.link, t.continue)}
      ${action('/loan/decline', t.decline, 'secondary')}
    </div>`;
  }
  const again = action('/loan/new', t.again, 'secondary');
  if (state !== 'completed') return again;
  const signedAt = party?.signedAt ?? undefined;
  return html`${
      signedAt === undefined
        ? undefined
        : html`<p>${fill(t.signedAt, { time: formatTime(signedAt, language) })}</p>`
    }
    <ul>
      <li><a class="ds-link" href="/loan/signed.pdf">${t.signedPdf}</a></li>
      <li><a class="ds-link" href="/loan/receipt.pdf">${t.receiptPdf}</a></li>
    </ul>
    ${again}`;
}
