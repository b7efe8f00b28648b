import { createTestContext, type TestContext } from '@segl/testkit';
import { isOrganisationNumber } from '@segl/domain';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRegistryService } from '../src/index.js';

interface Combination {
  kode: string;
  tekstforklaring: string;
  kombinasjonsId: string;
  personRolleKombinasjon: { navn: string; fodselsdato: string; rolle: { kode: string } }[];
}
interface Authority {
  oppslagsData: { oppslagsTidspunkt: string; oppslagsIdent: string };
  status: Record<string, { kode: string }>;
  enhet: Record<string, unknown>;
  signeringsGrunnlag: { signaturProkuraRoller: { signaturProkuraFritekst: string } };
  signeringsKombinasjon: { kombinasjon: Combination[] };
}

let test: TestContext;
beforeAll(async () => {
  test = await createTestContext({ service: 'registry' });
  await test.start(await createRegistryService(test.context));
});
afterAll(() => test.close());

const get = (path: string): Promise<Response> => fetch(`${test.baseUrl}/registry/${path}`);
async function byName(name: string): Promise<string> {
  const answer = await get(`enhetsregisteret/api/enheter?navn=${encodeURIComponent(name)}`);
  const found = (await answer.json()) as { _embedded: { enheter: { organisasjonsnummer: string }[] } };
  return found._embedded.enheter[0]?.organisasjonsnummer ?? '';
}
async function signature(name: string): Promise<Authority> {
  return (await (await get(`fullmakt/enheter/${await byName(name)}/signatur`)).json()) as Authority;
}
const people = (combination: Combination): string =>
  combination.personRolleKombinasjon.map(({ navn, rolle }) => `${rolle.kode} ${navn}`).join(' + ');

describe('companies', () => {
  it('are invented, said to be so, and carry valid numbers', async () => {
    const answer = await get('enhetsregisteret/api/enheter?size=100');
    expect(answer.headers.get('x-segl-simulated')).toBe('invented companies');
    const { _embedded } = (await answer.json()) as {
      _embedded: { enheter: { organisasjonsnummer: string }[] };
    };
    expect(_embedded.enheter.length).toBeGreaterThanOrEqual(10);
    for (const { organisasjonsnummer } of _embedded.enheter) {
      expect(organisasjonsnummer).toMatch(/^31\d{7}$/);
      expect(isOrganisationNumber(organisasjonsnummer)).toBe(true);
    }
  });

  it('are found by number, with roles', async () => {
    const number = await byName('eksempel snekkeri');
    expect(await (await get(`enhetsregisteret/api/enheter/${number}`)).json()).toMatchObject({
      organisasjonsnummer: number,
      navn: 'EKSEMPEL SNEKKERI AS',
      konkurs: false,
    });
    const { rollegrupper } = (await (await get(`enhetsregisteret/api/enheter/${number}/roller`)).json()) as {
      rollegrupper: { type: { kode: string }; roller: { type: { kode: string } }[] }[];
    };
    expect(rollegrupper.map(({ type, roller }) => [type.kode, roller.map((role) => role.type.kode)])).toEqual(
      [
        ['DAGL', ['DAGL']],
        ['STYR', ['LEDE', 'MEDL']],
      ],
    );
  });

  it('are refused by code when the number is wrong or unknown', async () => {
    const wrong = await get('enhetsregisteret/api/enheter/310001010');
    expect([wrong.status, ((await wrong.json()) as { code: string }).code]).toEqual([
      400,
      'registry.organisation-number-invalid',
    ]);
    const unknown = await get('enhetsregisteret/api/enheter/974760673');
    expect([unknown.status, ((await unknown.json()) as { code: string }).code]).toEqual([
      404,
      'registry.company-not-found',
    ]);
  });

  it('are there once, however often a process starts', async () => {
    const before = await test.context.database.prisma.company.count();
    await (await createRegistryService(test.context)).start();
    expect(await test.context.database.prisma.company.count()).toBe(before);
  });
});

describe('signing rights', () => {
  it.each([
    ['eksempel snekkeri', ['LEDE Ivar Høvelrud']],
    ['prøvehavn', ['DAGL Hilde Leikvoll']],
    ['fjordbanken', ['LEDE Olav Prøvestad + MEDL Siv Demodal']],
    ['nordlysbanken', ['LEDE Marit Eksempelmo']],
    ['eikebanken', ['LEDE Tone Demosæter + MEDL Arne Øvelsnes']],
    ['demomegleren', ['LEDE Bjørn Budviken + MEDL Eva Visningsrud']],
    ['keramikk', ['INNH Kari Eksempel']],
  ])('of %s are expanded into people', async (name, expected) => {
    const { signeringsKombinasjon, status, oppslagsData } = await signature(name);
    expect(signeringsKombinasjon.kombinasjon.map(people)).toEqual(expected);
    expect(status['regelStatus']?.kode).toBe('RF');
    expect(oppslagsData.oppslagsIdent).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('in free text give no combination, and the text', async () => {
    const { signeringsKombinasjon, status, signeringsGrunnlag } = await signature('fritekst');
    expect(signeringsKombinasjon.kombinasjon).toEqual([]);
    expect(status['regelStatus']?.kode).toBe('RT');
    expect(signeringsGrunnlag.signaturProkuraRoller.signaturProkuraFritekst).toContain('familiemedlem');
  });

  it('tell of bankruptcy as the register does: a text', async () => {
    expect((await signature('konkurseksempel')).enhet['konkurs']).toBe('true');
  });

  it('write dates as DD.MM.YYYY', async () => {
    const [first] = (await signature('keramikk')).signeringsKombinasjon.kombinasjon;
    expect(first?.personRolleKombinasjon[0]?.fodselsdato).toBe('14.05.1990');
  });
});
