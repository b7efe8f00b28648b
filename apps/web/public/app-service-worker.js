// Keeps the page of the BankID app, so that it opens and shows codes without a line. It is registered for /app alone, and
// keeps that page and the files it asks for: no other page of Segl, and no answer of a service.
const shelf = 'segl-bankid-app-1';
const page = '/app';
const ownFiles = ['/bankid-app.svg', '/bankid-app.webmanifest', '/first-paint.js'];

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(shelf)
      .then((cache) => cache.addAll([page, ...ownFiles]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => names.filter((name) => name.startsWith('segl-bankid-app-') && name !== shelf))
      .then((old) => Promise.all(old.map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate') {
    if (pathname === page) event.respondWith(newestPage(request));
    return;
  }
  // Names under /assets carry a hash of what is in them.
  if (pathname.startsWith('/assets/')) event.respondWith(keptFile(request));
  else if (ownFiles.includes(pathname)) event.respondWith(fetch(request).catch(() => caches.match(request)));
});

// The page tells what it had loaded before this worker was there.
self.addEventListener('message', (event) => {
  const files = event.data.files.filter((path) => path.startsWith('/assets/'));
  event.waitUntil(caches.open(shelf).then((cache) => cache.addAll(files)));
});

/** The page of today where there is a line, else the one that is kept. A new page begins a new shelf. */
async function newestPage(request) {
  const kept = await caches.match(page);
  let answer;
  try {
    answer = await fetch(request);
  } catch (error) {
    if (kept !== undefined) return kept;
    throw error;
  }
  if (!answer.ok) return answer;
  const isNew = kept === undefined || (await kept.text()) !== (await answer.clone().text());
  if (isNew) {
    await caches.delete(shelf);
    await (await caches.open(shelf)).addAll([page, ...ownFiles]);
  }
  return answer;
}

async function keptFile(request) {
  const kept = await caches.match(request);
  if (kept !== undefined) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open(shelf)).put(request, answer.clone());
  return answer;
}
