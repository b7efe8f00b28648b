import { expect, it } from 'vitest';
import { startVault } from './helpers.js';

const redirectUri = 'https://pdf.example/callback';
const clients = [
  {
    clientId: 'pdf-program',
    name: 'A PDF program',
    secret: 'long enough to be a secret of a test',
    redirectUris: [redirectUri],
  },
];

/** The attributes of `segl_csc` as a vault at `address` sets them when a holder is sent to the bank, and afterwards. */
async function cookiesAt(address: string | undefined): Promise<{ begun: string[]; ended: string[] }> {
  const house = await startVault({
    env: { VAULT_CSC_CLIENTS: JSON.stringify(clients) },
    ...(address === undefined ? {} : { urls: { vault: address } }),
  });
  try {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'pdf-program',
      redirect_uri: redirectUri,
    });
    const begun = await fetch(`${house.baseUrl}/vault/csc/v2/oauth2/authorize?${query}`, {
      redirect: 'manual',
    });
    expect(begun.status).toBe(303);
    const cookies = begun.headers.getSetCookie();
    house.bank.answerNext({ sub: '9578-5999-4-1765512', credentialId: 'unused' });
    const atBank = await fetch(begun.headers.get('location') ?? '', { redirect: 'manual' });
    const back = new URL(atBank.headers.get('location') ?? '');
    const ended = await fetch(`${house.baseUrl}${back.pathname}${back.search}`, {
      headers: { cookie: cookies[0]?.split(';')[0] ?? '' },
    });
    expect(ended.status).toBe(200);
    return { begun: cookies, ended: ended.headers.getSetCookie() };
  } finally {
    await house.close();
  }
}

/** Name, and attributes in any order; the value of the cookie is random. */
function attributesOf(cookie: string | undefined): { name: string; attributes: string[] } {
  const [pair = '', ...attributes] = (cookie ?? '').split('; ');
  return { name: pair.split('=')[0] ?? '', attributes: attributes.sort() };
}

it.each([
  ['http', undefined, []],
  ['https', 'https://segl.example/vault', ['Secure']],
])(
  'over %s the cookie of a CSC authorization is for the CSC API alone, out of reach of scripts and foreign pages, and short',
  async (_scheme, address, more) => {
    const { begun, ended } = await cookiesAt(address);
    expect(begun).toHaveLength(1);
    const { name, attributes } = attributesOf(begun[0]);
    expect(name).toBe('segl_csc');
    expect(attributes.filter((attribute) => !/^(Max-Age|Expires)=/.test(attribute))).toEqual(
      ['HttpOnly', 'Path=/vault/csc', 'SameSite=Lax', ...more].sort(),
    );
    expect(attributes).toContain('Max-Age=900');
    // Taken away with the same scope: a browser keeps a cookie that is deleted on another path.
    expect(ended).toHaveLength(1);
    expect(ended[0]).toMatch(/^segl_csc=;/);
    expect(attributesOf(ended[0]).attributes).toContain('Path=/vault/csc');
    expect(attributesOf(ended[0]).attributes).toContain('Expires=Thu, 01 Jan 1970 00:00:00 GMT');
  },
  180_000,
);
