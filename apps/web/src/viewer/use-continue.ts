import { signing, type Language } from '@segl/contracts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ApiError } from '../api/api-error.js';
import { postJson } from '../api/client.js';
import { endpoints } from '../api/endpoints.js';
import { shownPages, type ReadingRecord } from './reading-record.js';

export interface ContinueInput {
  link: string;
  document: signing.InvitationDocument;
  record: ReadingRecord;
  /** Language of the statement that was shown. */
  language: Language;
  /** Keeps the consent's identifier, so that a second try needs no second consent. */
  onConsent: (consentId: string) => void;
  /** The service does not take the consent: it has to be given anew. */
  onRefused: () => void;
}

/**
 * Step 5 and the start of step 6: records the consent, opens an attempt, goes to BankID. A second click while the first
 * is on its way does nothing; a failure leaves everything as it was.
 */
export function useContinue() {
  const queries = useQueryClient();
  const [leaving, setLeaving] = useState(false);
  const mutation = useMutation({
    mutationFn: async ({ link, document, record, language, onConsent }: ContinueInput) => {
      let consentId = record.consentId;
      if (consentId === null) {
        const request = consentFrom(document, record, language);
        consentId = (await postJson(signing.consentAnswer, endpoints.consents(link), request)).id;
        onConsent(consentId);
      }
      const attempt = await postJson(signing.signingAttempt, endpoints.attempts(link, language), {
        consentId,
      });
      // An earlier attempt that had its proof was finished instead: the invitation says so, and leads to the receipt.
      if (attempt.state === 'committed') return null;
      if (attempt.redirectUrl === null) throw new ApiError('signing.signing-unavailable');
      return attempt.redirectUrl;
    },
    onSuccess: (redirectUrl, { link }) => {
      if (redirectUrl === null) return queries.invalidateQueries({ queryKey: ['invitation', link] });
      setLeaving(true);
      window.location.assign(redirectUrl);
      return undefined;
    },
    onError: (error, { link, onRefused }) => {
      if (error instanceof ApiError && error.code.startsWith('signing.consent')) onRefused();
      if (error instanceof ApiError && error.status === 409) {
        void queries.invalidateQueries({ queryKey: ['invitation', link] });
        void queries.invalidateQueries({ queryKey: ['invitation-document', link] });
      }
    },
  });
  useEffect(() => {
    // Back from BankID by the back button: the page may come out of the browser's memory as it was left.
    const woken = () => setLeaving(false);
    window.addEventListener('pageshow', woken);
    return () => window.removeEventListener('pageshow', woken);
  }, []);
  const pending = mutation.isPending || leaving;
  return {
    pending,
    error: mutation.error,
    proceed: (input: ContinueInput) => {
      if (!pending) mutation.mutate(input);
    },
  };
}

function consentFrom(
  document: signing.InvitationDocument,
  record: ReadingRecord,
  language: Language,
): signing.ConsentRequest {
  const { documentId, preparedSha256, manifestSha256, statement } = document;
  return {
    statementVersion: statement.version,
    language,
    documents: [{ documentId, preparedSha256, manifestSha256 }],
    pagesShown: shownPages(record).map(({ pageNumber, at }) => ({ documentId, pageNumber, at })),
    reachedEnd: record.reachedEnd === 'declared' ? 'declared' : 'scrolled',
    capacity: 'self',
  };
}
