import { Button } from '@digdir/designsystemet-react';
import { MenuHamburgerIcon, XMarkIcon } from '@navikt/aksel-icons';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink, useLocation } from 'react-router';
import { SealMark } from '../components/seal-mark.js';
import { LanguageSelect } from './language-select.js';
import { PersonMenu } from './person-menu.js';
import { SchemeSwitch } from './scheme-switch.js';

const places = [
  { to: '/documents', text: 'nav.documents' },
  { to: '/desk', text: 'nav.desk' },
  { to: '/verify', text: 'nav.verify' },
  { to: '/help', text: 'nav.help' },
] as const;

/** Logo, places, language, look, and who is logged in. On a phone all but the logo folds into a menu. */
export function Header() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => setOpen(false), [pathname]);
  useEffect(() => {
    if (!open) return;
    const close = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener('keydown', close);
    return () => document.removeEventListener('keydown', close);
  }, [open]);
  return (
    <header className="header">
      <div className="header__inner">
        <Link to="/" className="logo" aria-label={t('nav.home')}>
          <SealMark />
          <span className="logo__word">Segl</span>
        </Link>
        <Button
          ref={button}
          className="header__toggle"
          variant="tertiary"
          data-color="neutral"
          aria-expanded={open}
          aria-controls="header-panel"
          onClick={() => setOpen(!open)}
        >
          {open ? <XMarkIcon aria-hidden /> : <MenuHamburgerIcon aria-hidden />}
          {t('nav.menu')}
        </Button>
        <div id="header-panel" className="header__panel" data-open={open || undefined}>
          <nav aria-label={t('nav.label')}>
            <ul className="header__places">
              {places.map(({ to, text }) => (
                <li key={to}>
                  <NavLink to={to}>{t(text)}</NavLink>
                </li>
              ))}
            </ul>
          </nav>
          <div className="header__tools">
            <LanguageSelect />
            <SchemeSwitch />
            <PersonMenu />
          </div>
        </div>
      </div>
    </header>
  );
}
