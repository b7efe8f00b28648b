import '@fontsource-variable/inter';
import '@digdir/designsystemet-css/theme.css';
import '@digdir/designsystemet-css';
import './styles/theme.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/components.css';
import './styles/document.css';
import './styles/desk.css';
import './styles/print.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { startTexts } from './i18n/setup.js';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root element.');
await startTexts();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
