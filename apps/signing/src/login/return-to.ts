/**
 * Where to go after log-in: a path of our own web, or `/`. Whatever a browser could read as another place (another
 * origin, `//host`, `/\host`, control characters) is `/`; the redirect is made absolute with our own origin besides.
 */
export function safeReturnTo(value: unknown, baseUrl: string): `/${string}` {
  if (typeof value !== 'string' || value.length > 512) return '/';
  if (!/^\/(?![/\\])[^\\\s\p{Cc}]*$/u.test(value)) return '/';
  const origin = new URL(baseUrl).origin;
  const url = URL.canParse(value, origin) ? new URL(value, origin) : undefined;
  // `/..//host` is resolved to `//host`, which is another place again.
  if (url?.origin !== origin || url.pathname.startsWith('//')) return '/';
  return `/${url.pathname.slice(1)}${url.search}${url.hash}`;
}

/** `path` with one more query parameter. */
export function withQuery(path: `/${string}`, facts: Readonly<Record<string, string>>): `/${string}` {
  const url = new URL(path, 'http://here');
  for (const [name, value] of Object.entries(facts)) url.searchParams.set(name, value);
  return `/${url.pathname.slice(1)}${url.search}${url.hash}`;
}
