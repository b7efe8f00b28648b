/**
 * Lets the app's own service worker keep the app's page and files, and nothing else of Segl. Where the browser has no service
 * workers (no secure context), the app needs a line to open.
 */
export async function keepForOffline(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  await navigator.serviceWorker.register('/app-service-worker.js', { scope: '/app' });
  const { active } = await navigator.serviceWorker.ready;
  const files = performance
    .getEntriesByType('resource')
    .map(({ name }) => new URL(name))
    .filter(({ origin }) => origin === location.origin)
    .map(({ pathname }) => pathname);
  active?.postMessage({ files });
}
