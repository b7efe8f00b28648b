/** A page as a browser without script sees it. */
export interface Page {
  url: URL;
  status: number;
  html: string;
  headers: Headers;
}

/** A browser as far as the dialog needs one: cookies by path, redirects, forms. */
export interface Browser {
  /** Follows redirects until a page, or until the address leaves `stopAt`. */
  open(url: string): Promise<Page>;
  /** Submits the form of `page` whose address ends with `action`. */
  submit(page: Page, action: string, values?: Readonly<Record<string, string>>): Promise<Page>;
  /** The cookies that go with a request to `url`. */
  cookieHeader(url: URL): string;
}

/** Makes a {@link Browser}; redirects to addresses under `stopAt` are not followed, and end as a page of their own. */
export function createBrowser({ stopAt, userAgent }: { stopAt: string; userAgent?: string }): Browser {
  const cookies: { name: string; value: string; path: string }[] = [];

  const cookieHeader = (url: URL): string =>
    cookies
      .filter(
        ({ path }) =>
          url.pathname === path || url.pathname.startsWith(path.endsWith('/') ? path : `${path}/`),
      )
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');

  const keepCookies = (headers: Headers): void => {
    for (const line of headers.getSetCookie()) {
      const [pair = '', ...attributes] = line.split(/;\s*/);
      const name = pair.slice(0, pair.indexOf('='));
      const value = pair.slice(pair.indexOf('=') + 1);
      const path = attributes.find((one) => /^path=/i.test(one))?.slice(5) ?? '/';
      const isGone = value === '' || attributes.some((one) => /^expires=Thu, 01 Jan 1970/i.test(one));
      const at = cookies.findIndex((one) => one.name === name && one.path === path);
      if (at >= 0) cookies.splice(at, 1);
      if (!isGone) cookies.push({ name, value, path });
    }
  };

  const go = async (start: URL, init: { method: string; body?: URLSearchParams }): Promise<Page> => {
    let url = start;
    let { method, body } = init;
    for (let hops = 0; hops < 10; hops += 1) {
      if (url.href.startsWith(stopAt)) return { url, status: 0, html: '', headers: new Headers() };
      const response = await fetch(url, {
        method,
        redirect: 'manual',
        headers: {
          accept: 'text/html',
          // A kept connection may be closed by the other side just when a busy machine uses it again.
          connection: 'close',
          'accept-language': 'nb',
          cookie: cookieHeader(url),
          'sec-fetch-site': 'same-origin',
          ...(method === 'POST' ? { origin: url.origin } : {}),
          ...(userAgent === undefined ? {} : { 'user-agent': userAgent }),
        },
        ...(body === undefined ? {} : { body }),
      });
      keepCookies(response.headers);
      const location = response.headers.get('location');
      const html = await response.text();
      if (location === null) return { url, status: response.status, html, headers: response.headers };
      url = new URL(location, url);
      method = 'GET';
      body = undefined;
    }
    throw new Error(`too many redirects from ${start.pathname}`);
  };

  return {
    cookieHeader,
    open: (url) => go(new URL(url), { method: 'GET' }),
    submit(page, action, values = {}) {
      const form = /<form[^>]*action="([^"]+)"[^>]*>([\s\S]*?)<\/form>/g;
      for (const [, target = '', inner = ''] of page.html.matchAll(form)) {
        if (!target.endsWith(action)) continue;
        const hidden = [...inner.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
        const body = new URLSearchParams(hidden.map(([, name = '', value = '']) => [name, value]));
        for (const [name, value] of Object.entries(values)) body.set(name, value);
        return go(new URL(target, page.url), { method: 'POST', body });
      }
      throw new Error(`no form leads to ${action} on ${page.url.pathname}`);
    },
  };
}

/** The text of a page, without its head and tags. */
export function textOf({ html }: Page): string {
  const body = html.slice(html.indexOf('<body'));
  return body
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#x27;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim();
}
