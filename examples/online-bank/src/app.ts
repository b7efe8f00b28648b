import { fileURLToPath } from 'node:url';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import type { Config } from './config.js';
import { errorPage } from './pages/account.js';
import { addBankIdRoutes } from './routes/bankid-routes.js';
import { addLoanRoutes } from './routes/loan-routes.js';
import { addLogInRoutes } from './routes/log-in-routes.js';
import { createDesk, type Parts } from './routes/desk.js';
import { SeglError } from './segl/call.js';
import { textsOf } from './texts/translate.js';

/** The online bank over what it needs of Segl. */
export function createApp(config: Config, parts: Parts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(headers(config));
  app.use('/assets', assets());
  app.use((_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  app.use(ownFormsOnly(new URL(config.url).origin));
  app.use(express.urlencoded({ extended: false, limit: '4kb', parameterLimit: 10 }));
  const desk = createDesk(config, parts);
  addLogInRoutes(app, desk);
  addBankIdRoutes(app, desk);
  addLoanRoutes(app, desk);
  app.use((request, response) => {
    const frame = desk.frame(request, response);
    response.status(404).send(errorPage(frame, { text: textsOf(frame.language).error.notFound }));
  });
  const failed: ErrorRequestHandler = (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const frame = desk.frame(request, response);
    const { error: t } = textsOf(frame.language);
    if (error instanceof CrossOrigin) {
      response.status(403).send(errorPage(frame, { text: t.refused }));
      return;
    }
    parts.tell(error);
    const code = error instanceof SeglError ? error.code : undefined;
    response.status(code === undefined ? 500 : 502).send(errorPage(frame, { text: t.text, code }));
  };
  app.use(failed);
  return app;
}

/** No script at all; forms lead here and to Segl. */
function headers({ url, seglUrl }: Config): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ['data:'],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        // Browsers hold the redirects after a form against it: to BankID, and to the document.
        formAction: ["'self'", new URL(seglUrl).origin],
      },
    },
    strictTransportSecurity: url.startsWith('https:') && new URL(url).hostname !== 'localhost',
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
  });
}

/** A form of another site. */
class CrossOrigin extends Error {}

/** What changes something comes from a page of this bank, beside the cookies being `SameSite=Lax`. */
function ownFormsOnly(origin: string): RequestHandler {
  return (request, _response, next) => {
    const from = request.get('origin');
    const isOwn = from === undefined ? request.get('sec-fetch-site') === 'same-origin' : from === origin;
    if (request.method !== 'GET' && request.method !== 'HEAD' && !isOwn) throw new CrossOrigin();
    next();
  };
}

function assets(): express.Router {
  const router = express.Router();
  const files = {
    '/designsystemet.css': import.meta.resolve('@digdir/designsystemet-css'),
    '/designsystemet-theme.css': import.meta.resolve('@digdir/designsystemet-css/theme.css'),
    '/bank.css': new URL('../assets/bank.css', import.meta.url).href,
  };
  for (const [path, file] of Object.entries(files)) {
    router.get(path, (_request, response) => {
      response.sendFile(fileURLToPath(file), { maxAge: '1h' });
    });
  }
  return router;
}
