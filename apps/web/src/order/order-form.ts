import { language as languageSchema, signing, upload, type Language } from '@segl/contracts';
import { useEffect, useState } from 'react';
import { z } from 'zod';
import { isOrganisationNumber } from '../lib/organisation-number.js';
import { osloDatePlus } from '../lib/format.js';
import { readPersonNumber } from '../lib/birth-date.js';
import { readStored, session, writeStored } from '../lib/storage.js';

const formSchema = z.object({
  source: z.enum(['file', 'text', 'sample']),
  intakeId: z.string().nullable(),
  textTitle: z.string(),
  textFormat: z.enum(['plain', 'markdown']),
  text: z.string(),
  sample: upload.sampleDocument,
  kind: signing.documentKind,
  /** The intake that looked like a will and that the sender says is none. */
  notAWill: z.string().nullable(),
  name: z.string(),
  person: z.string(),
  email: z.string(),
  language: languageSchema,
  title: z.string(),
  message: z.string(),
  deadline: z.string(),
  organisationNumber: z.string(),
});

/** What the sender has written so far. */
export type OrderForm = z.infer<typeof formSchema>;
/** Fields that can be wrong, in the order they stand on the page. */
export const formFields = [
  'document',
  'kind',
  'name',
  'person',
  'email',
  'title',
  'message',
  'deadline',
  'organisationNumber',
] as const;
export type FormField = (typeof formFields)[number];
/** For each wrong field, the key of the words that say what is wrong. */
export type FormErrors = Partial<Record<FormField, string>>;

const storageKey = 'segl_new_order';

export function emptyForm(language: Language, now: Date): OrderForm {
  return {
    source: 'file',
    intakeId: null,
    textTitle: '',
    textFormat: 'markdown',
    text: '',
    sample: 'loan-agreement',
    kind: 'agreement',
    notAWill: null,
    name: '',
    person: '',
    email: '',
    language,
    title: '',
    message: '',
    deadline: osloDatePlus(now, 14),
    organisationNumber: '',
  };
}

/** The form, kept over reloads of this tab. */
export function useOrderForm(language: Language) {
  const [form, setForm] = useState<OrderForm>(() => {
    const stored = readStored(session, storageKey);
    try {
      const parsed = formSchema.safeParse(stored === null ? null : JSON.parse(stored));
      if (parsed.success) return parsed.data;
    } catch {
      // Spoilt by hand: begin anew.
    }
    return emptyForm(language, new Date());
  });
  useEffect(() => writeStored(session, storageKey, JSON.stringify(form)), [form]);
  return {
    form,
    change: (changes: Partial<OrderForm>) => setForm((now) => ({ ...now, ...changes })),
    forget: () => writeStored(session, storageKey, null),
  };
}

/** What is wrong with the form, by field; empty when it can be sent. `documentReady`: an intake in state ready is chosen. */
export function checkForm(
  form: OrderForm,
  document: 'ready' | 'missing' | 'not-ready',
  now: Date,
): FormErrors {
  const errors: FormErrors = {};
  if (document !== 'ready') errors.document = `newOrder.errors.document-${document}`;
  if (form.kind === 'will') errors.kind = 'newOrder.errors.kind-will';
  if (form.name.trim().length < 2) errors.name = 'newOrder.errors.name';
  else if (!/\S\s+\S/.test(form.name.trim())) errors.name = 'newOrder.errors.name-whole';
  const person = readPersonNumber(form.person, now);
  if (person.kind === 'invalid') errors.person = `newOrder.errors.person-${person.reason}`;
  if (!z.email().safeParse(form.email.trim()).success) errors.email = 'newOrder.errors.email';
  const title = form.title.trim();
  if (title === '') errors.title = 'newOrder.errors.title';
  else if (title.length > 80) errors.title = 'newOrder.errors.title-long';
  if (form.message.trim().length > 220) errors.message = 'newOrder.errors.message-long';
  if (form.deadline < osloDatePlus(now, 1) || form.deadline > osloDatePlus(now, 90)) {
    errors.deadline = 'newOrder.errors.deadline';
  }
  const organisationNumber = form.organisationNumber.replace(/\s/g, '');
  if (organisationNumber !== '' && !isOrganisationNumber(organisationNumber)) {
    errors.organisationNumber = 'newOrder.errors.organisation';
  }
  return errors;
}

/** Of what was found wrong earlier, what still is, in today's words. */
export function stillWrong(found: FormErrors, now: FormErrors): FormErrors {
  const still: FormErrors = {};
  for (const field of formFields) {
    const words = now[field];
    if (found[field] !== undefined && words !== undefined) still[field] = words;
  }
  return still;
}

/** The request for a form that {@link checkForm} found nothing wrong with. */
export function orderRequest(form: OrderForm, now: Date) {
  const person = readPersonNumber(form.person, now);
  const organisationNumber = form.organisationNumber.replace(/\s/g, '');
  const message = form.message.trim();
  return {
    title: form.title.trim(),
    ...(message === '' ? {} : { message }),
    intakeId: form.intakeId,
    documentKind: form.kind,
    ...(form.notAWill !== null && form.notAWill === form.intakeId ? { willAnswer: 'not-a-will' } : {}),
    party: {
      name: form.name.trim().replace(/\s+/g, ' '),
      ...(person.kind === 'birth-date' ? { birthDate: person.birthDate } : {}),
      ...(person.kind === 'national-id' ? { nationalId: person.nationalId } : {}),
      email: form.email.trim(),
      language: form.language,
    },
    deadline: form.deadline,
    ...(organisationNumber === '' ? {} : { organisationNumber }),
    language: form.language,
  };
}
