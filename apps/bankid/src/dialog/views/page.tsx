/** @jsxRuntime automatic */
import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { Language } from '@segl/contracts';
import { translator, type Translate } from '../texts/translate.js';

/** What every page of the room stands on. */
export interface PageFrame {
  language: Language;
  /** Path of the room, such as `/bankid`. */
  roomPath: string;
  /** The address that the person should find in the address bar. */
  address: string;
}

/** One whole page: no script, no inline style. */
export function renderPage(
  frame: PageFrame,
  page: { heading: string; hasError?: boolean; menu?: ReactNode; errand?: ReactNode; content: ReactNode },
): string {
  const t = translator(frame.language);
  return `<!doctype html>${renderToStaticMarkup(
    <html lang={frame.language} data-color-scheme="auto" data-size="md">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <meta name="color-scheme" content="light dark" />
        <title>{titleOf(t, page)}</title>
        <link rel="icon" href={`${frame.roomPath}/assets/shield.svg`} type="image/svg+xml" />
        {['designsystemet-theme.css', 'designsystemet.css', 'theme.css', 'dialog.css'].map((name) => (
          <link key={name} rel="stylesheet" href={`${frame.roomPath}/assets/${name}`} />
        ))}
      </head>
      <body>
        <a className="skip" href="#content">
          {t('skip')}
        </a>
        <aside className="band" aria-label={t('simulated')}>
          <p>{t('band')}</p>
        </aside>
        <div className="shell">
          <div className="card">
            <header>
              <div className="top">
                <p className="brand">
                  <Shield />
                  <span>
                    {t('brand')} <small>({t('simulated')})</small>
                  </span>
                </p>
                {page.menu}
              </div>
              {page.errand}
            </header>
            <main id="content">{page.content}</main>
          </div>
          <footer className="foot">
            {t('address')} <b>{frame.address}</b>
          </footer>
        </div>
      </body>
    </html>,
  )}`;
}

function titleOf(t: Translate, { heading, hasError }: { heading: string; hasError?: boolean }): string {
  const title = t('htmlTitle', { heading });
  return hasError === true ? `${t('errorSummary')}: ${title}` : title;
}

/** The mark of BankID, and of a holder who is proven. */
export function Shield(): ReactNode {
  return (
    <svg width="24" height="28" viewBox="0 0 24 28" aria-hidden="true" focusable="false">
      <path
        fill="currentColor"
        d="M12 0 1 4v9.5C1 20 5.6 25.6 12 28c6.4-2.4 11-8 11-14.5V4L12 0Zm-1.7 19.2-4.600-4.600 2-2 2.600 2.600 6-6 2 2-8 8Z"
      />
    </svg>
  );
}
