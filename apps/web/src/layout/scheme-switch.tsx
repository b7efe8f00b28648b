import { Button } from '@digdir/designsystemet-react';
import { MoonIcon, SunIcon } from '@navikt/aksel-icons';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { local, readStored, writeStored } from '../lib/storage.js';

function startsDark(): boolean {
  const stored = readStored(local, 'segl_scheme');
  return stored === null ? window.matchMedia('(prefers-color-scheme: dark)').matches : stored === 'dark';
}

/** Dark or light; follows the system until somebody chooses. */
export function SchemeSwitch() {
  const { t } = useTranslation();
  const [dark, setDark] = useState(startsDark);
  useEffect(() => {
    const media = window.matchMedia('(prefers-color-scheme: dark)');
    const follow = () => setDark(startsDark());
    media.addEventListener('change', follow);
    return () => media.removeEventListener('change', follow);
  }, []);
  const choose = () => {
    const scheme = dark ? 'light' : 'dark';
    writeStored(local, 'segl_scheme', scheme);
    document.documentElement.dataset['colorScheme'] = scheme;
    setDark(!dark);
  };
  return (
    <Button
      icon
      variant="tertiary"
      data-color="neutral"
      aria-pressed={dark}
      aria-label={t('nav.dark')}
      title={t('nav.dark')}
      onClick={choose}
    >
      {dark ? <SunIcon aria-hidden /> : <MoonIcon aria-hidden />}
    </Button>
  );
}
