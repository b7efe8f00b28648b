import '@fontsource-variable/inter';
import '@digdir/designsystemet-css/theme.css';
import '@digdir/designsystemet-css';
import '../styles/theme.css';
import '../styles/base.css';
import '../styles/layout.css';
import '../styles/components.css';
import './bankid-app.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startTexts } from '../i18n/setup.js';
import { BankIdAppPage } from './bankid-app-page.js';
import { keepForOffline } from './lib/keep-for-offline.js';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root element.');
await startTexts();
createRoot(root).render(
  <StrictMode>
    <BankIdAppPage />
  </StrictMode>,
);
// Without it the app works as long as there is a line.
keepForOffline().catch(() => undefined);
