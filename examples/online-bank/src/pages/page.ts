import { bank } from '../config.js';
import { html, type Html } from '../html.js';
import type { Session } from '../sessions.js';
import { fill, languageNames, languages, textsOf, type Language } from '../texts/translate.js';

/** What every page shows beside its own. */
export interface Frame {
  language: Language;
  session: Pick<Session, 'person' | 'notice'>;
  /** The path that a change of language comes back to. */
  path: string;
}

/** A whole page: no script, no style of its own, nothing from elsewhere. */
export function page({ language, session, path }: Frame, title: string, content: Html): string {
  const t = textsOf(language);
  const { notice, person } = session;
  return html`<!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} – ${bank.name}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/designsystemet.css" />
        <link rel="stylesheet" href="/assets/designsystemet-theme.css" />
        <link rel="stylesheet" href="/assets/bank.css" />
      </head>
      <body>
        <a class="skip ds-link" href="#content">${t.skip}</a>
        <p class="band">${t.simulated}</p>
        <header>
          <a class="brand" href="/">${bank.name}</a>
          ${
            person === undefined
              ? undefined
              : html`<form method="post" action="/logout">
                  <button class="ds-button" data-variant="tertiary" type="submit">${t.logOut}</button>
                </form>`
          }
        </header>
        <main id="content" tabindex="-1">
          ${
            notice === undefined
              ? undefined
              : html`<p class="ds-alert" data-color="info" role="status">
                  ${fill(t.notice[notice.key], { code: notice.code ?? '–' })}
                </p>`
          }
          <h1 class="ds-heading" data-size="lg">${title}</h1>
          ${content}
        </main>
        <footer>
          <form method="post" action="/language" aria-label="${t.language}">
            <input type="hidden" name="path" value="${path}" />
            ${languages.map(
              (one) =>
                html`<button
                  class="ds-button"
                  data-variant="tertiary"
                  type="submit"
                  name="language"
                  value="${one}"
                  lang="${one}"
                  aria-current="${one === language ? 'true' : 'false'}"
                >
                  ${languageNames[one]}
                </button>`,
            )}
          </form>
        </footer>
      </body>
    </html>`.text;
}

/** A form with nothing but its button. */
export function action(address: string, words: string, variant: 'primary' | 'secondary' = 'primary'): Html {
  return html`<form method="post" action="${address}">
    <button class="ds-button" data-variant="${variant}" type="submit">${words}</button>
  </form>`;
}

/** A link that looks like what it is for: the next step. */
export function linkButton(
  address: string,
  words: string,
  variant: 'primary' | 'secondary' = 'primary',
): Html {
  return html`<a class="ds-button" data-variant="${variant}" href="${address}">${words}</a>`;
}

/** A part of a page with a heading of its own. */
export function card(heading: string, content: Html): Html {
  return html`<section class="ds-card">
    <h2 class="ds-heading" data-size="sm">${heading}</h2>
    ${content}
  </section>`;
}
