import { SkipLink } from '@digdir/designsystemet-react';
import { useTranslation } from 'react-i18next';
import { Outlet, ScrollRestoration, useMatch, useNavigation } from 'react-router';
import { useMe } from '../api/use-me.js';
import { DemoBand } from './demo-band.js';
import { Footer } from './footer.js';
import { Header } from './header.js';
import { OfflineNotice } from './offline-notice.js';
import { ReturnNotice } from './return-notice.js';
import { useFocusOnNavigation } from './use-focus-on-navigation.js';

/** What stands around every page. */
export function Shell() {
  const { t } = useTranslation();
  const me = useMe();
  const navigation = useNavigation();
  const reading = useMatch('/sign/:link/document') !== null;
  useFocusOnNavigation();
  return (
    <div className="shell" data-reading={reading || undefined}>
      <SkipLink href="#content">{t('shell.skip')}</SkipLink>
      {me.data?.demo === true && <DemoBand />}
      <Header />
      <OfflineNotice />
      <main id="content" className="content" tabIndex={-1} aria-busy={navigation.state === 'loading'}>
        <ReturnNotice />
        <Outlet />
      </main>
      <Footer />
      <ScrollRestoration />
    </div>
  );
}
