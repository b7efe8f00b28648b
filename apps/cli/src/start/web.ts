import path from 'node:path';
import { createRequire } from 'node:module';
import express, { Router } from 'express';

const require = createRequire(import.meta.url);

/**
 * Serves the built pages. Files whose names carry a hash are kept by browsers for a year; the page itself is asked
 * for each time, and answers every address that is no file, since the pages route themselves.
 */
export function serveWeb(): Router {
  const folder = path.join(path.dirname(require.resolve('@segl/web/package.json')), 'dist');
  const router = Router();
  router.use(
    '/assets',
    express.static(path.join(folder, 'assets'), { immutable: true, maxAge: '1y', fallthrough: false }),
  );
  router.use(express.static(folder, { index: false, maxAge: 0 }));
  // The BankID app: its page has no routes, and is kept by its own service worker.
  router.get('/app', (_request, response) => {
    response.set('Cache-Control', 'no-cache').sendFile(path.join(folder, 'app.html'));
  });
  router.get('/{*path}', (request, response, next) => {
    if (!request.accepts('html')) {
      next();
      return;
    }
    response.set('Cache-Control', 'no-cache').sendFile(path.join(folder, 'index.html'));
  });
  return router;
}
