import { z } from 'zod';

/** The parts of Brønnøysund's `enheter/{orgnr}` that Segl reads; unknown members are kept by the caller. */
export const enhet = z.looseObject({
  organisasjonsnummer: z.string(),
  navn: z.string(),
  organisasjonsform: z.looseObject({ kode: z.string(), beskrivelse: z.string() }),
  konkurs: z.boolean().optional(),
  underAvvikling: z.boolean().optional(),
  slettedato: z.string().optional(),
});
