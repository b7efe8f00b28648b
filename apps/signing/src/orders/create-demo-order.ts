import { bankid, type Language, type signing, type upload } from '@segl/contracts';
import { addDays, endOfDayInOslo, osloDate, type DocumentKind } from '@segl/domain';
import { outboundFetch, PlatformError, ProblemError } from '@segl/platform';
import type { z } from 'zod';
import type { SigningRoom } from '../signing-room.js';
import { demoOwner, makeSampleIntake } from '../upload-room.js';
import { storeOrder } from './create-order.js';

type DemoOrderRequest = z.infer<typeof signing.createDemoOrderRequest>;

type InEachLanguage = Readonly<Record<Language, string>>;

interface DemoSender {
  organisation: InEachLanguage;
  title: InEachLanguage;
}

/** Invented senders: those that upload's samples name as the other party, and the titles that stand on them. */
const senders: Readonly<Record<upload.SampleDocument, DemoSender>> = {
  'loan-agreement': {
    organisation: { nb: 'Furuvik Sparebank', nn: 'Furuvik Sparebank', en: 'Furuvik Sparebank' },
    title: { nb: 'Låneavtale', nn: 'Låneavtale', en: 'Loan agreement' },
  },
  'daycare-place': {
    organisation: { nb: 'Trollskogen barnehage', nn: 'Trollskogen barnehage', en: 'Trollskogen barnehage' },
    title: {
      nb: 'Avtale om barnehageplass',
      nn: 'Avtale om barnehageplass',
      en: 'Agreement on a daycare place',
    },
  },
  'change-of-address': {
    organisation: { nb: 'Eksempelregisteret', nn: 'Dømeregisteret', en: 'Example Register' },
    title: { nb: 'Melding om flytting', nn: 'Melding om flytting', en: 'Notice of change of address' },
  },
  'bid-on-house': {
    organisation: {
      nb: 'Nøkkel & Tomt Eiendomsmegling',
      nn: 'Nøkkel & Tomt Eigedomsmekling',
      en: 'Nøkkel & Tomt Eiendomsmegling',
    },
    title: { nb: 'Bud på bolig', nn: 'Bod på bustad', en: 'Bid on a house' },
  },
};
const kinds: Readonly<Record<upload.SampleDocument, DocumentKind>> = {
  'loan-agreement': 'agreement',
  'daycare-place': 'agreement',
  'change-of-address': 'notice',
  'bid-on-house': 'bid',
};
const invented: InEachLanguage = { nb: 'oppdiktet', nn: 'oppdikta', en: 'invented' };
const demoDays = 14;

/** Demo only: an order for one of the sample documents, to one of the invented people. @throws ProblemError `platform.not-found` */
export async function createDemoOrder(room: SigningRoom, request: DemoOrderRequest): Promise<string> {
  const person = await findDemoPerson(room, request.sub);
  const { sample, language } = request;
  const intake = await makeSampleIntake(room.context, { sample, language });
  const sender = senders[sample];
  const organisation = `${sender.organisation[language]} (${invented[language]})`;
  return storeOrder(room, {
    sender: { sub: demoOwner, name: organisation },
    organisation: { number: null, name: organisation },
    title: sender.title[language],
    message: null,
    language,
    deadlineAt: endOfDayInOslo(addDays(osloDate(room.context.clock.now()), demoDays)),
    kind: 'demo',
    documentKind: kinds[sample],
    willAnswer: null,
    returnUrl: null,
    document: { intakeId: intake.id, fileName: intake.fileName },
    party: {
      name: person.name,
      birthDate: person.birthDate,
      nationalIdHmac: null,
      email: person.email,
      language,
    },
  });
}

async function findDemoPerson(room: SigningRoom, sub: string | undefined) {
  const response = await outboundFetch('the bank', `${room.context.urls.bankid}/demo/people`, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) {
    throw new PlatformError('platform.service-unreachable', `the bank answered ${response.status}`);
  }
  const { people } = bankid.demoPeople.parse(await response.json());
  const person =
    sub === undefined
      ? (people.find(({ bankIdState }) => bankIdState === 'active') ?? people[0])
      : people.find((candidate) => candidate.sub === sub);
  if (person === undefined) throw new ProblemError('platform.not-found');
  return person;
}
