import { bankidApp } from '@segl/contracts';
import { useCallback, useEffect, useState } from 'react';
import { asApiError, type ApiError } from '../api/api-error.js';
import { activateDevice, type ActivationAnswers } from './lib/activate-device.js';
import { fetchClockOffset, hearEvents, sendSigned } from './lib/app-client.js';
import { createCredential, unlockFor } from './lib/authenticator.js';
import { signText } from './lib/device-keys.js';
import { forgetDevice, keepDevice, readDevice, type KeptDevice } from './lib/device-store.js';

/** Where the app is. */
export type AppState =
  | { kind: 'loading' }
  /** The browser keeps no keys. */
  | { kind: 'unsupported' }
  | { kind: 'not-activated' }
  | { kind: 'activated'; device: KeptDevice };

/** How the line to the server is. */
export type Line = { kind: 'connecting' | 'open' | 'offline' } | { kind: 'refused'; error: ApiError };

/** What the pages of the app use. */
export interface BankIdApp {
  state: AppState;
  line: Line;
  /** What waits for an answer, oldest first. */
  questions: readonly bankidApp.ApprovalQuestion[];
  activate(answers: ActivationAnswers): Promise<void>;
  approve(question: bankidApp.ApprovalQuestion): Promise<void>;
  refuse(question: bankidApp.ApprovalQuestion): Promise<void>;
  setUpAuthenticator(): Promise<void>;
  end(): Promise<void>;
  /** Makes room for a new activation. */
  forget(): Promise<void>;
}

/** The app's state, its line to the server, and what its holder can do. */
export function useBankIdApp(): BankIdApp {
  const [state, setState] = useState<AppState>({ kind: 'loading' });
  const [questions, setQuestions] = useState<readonly bankidApp.ApprovalQuestion[]>([]);
  const [line, setLine] = useState<Line>({ kind: 'connecting' });

  useEffect(() => {
    readDevice().then(
      (device) => setState(device === undefined ? { kind: 'not-activated' } : { kind: 'activated', device }),
      () => setState({ kind: 'unsupported' }),
    );
  }, []);

  useEffect(() => {
    // The next start may have no line: it shows what was known last. Where that cannot be kept, it asks again.
    if (state.kind === 'activated') keepDevice(state.device).catch(() => undefined);
  }, [state]);

  const take = useCallback((deviceId: string, event: bankidApp.AppEvent) => {
    setQuestions(event.questions);
    setLine({ kind: 'open' });
    setState((now) => {
      if (now.kind !== 'activated' || now.device.id !== deviceId) return now;
      const clockOffset = Date.parse(event.now) - Date.now();
      return { kind: 'activated', device: { ...now.device, facts: event.device, clockOffset } };
    });
  }, []);
  const listening =
    state.kind === 'activated' && state.device.facts.state === 'active' ? state.device : undefined;
  useEvents(listening, take, setLine);

  const device = state.kind === 'activated' ? state.device : undefined;
  const drop = (id: string) => setQuestions((now) => now.filter((question) => question.id !== id));
  return {
    state,
    line,
    questions: listening === undefined ? [] : questions,
    async activate(answers) {
      setState({ kind: 'activated', device: await activateDevice(answers) });
    },
    async approve(question) {
      const signer = present(device);
      const statement = bankidApp.approvalStatement(signer.id, question);
      const assertion =
        signer.facts.hasAuthenticator && signer.credentialId !== null
          ? await unlockFor(statement, signer.credentialId)
          : undefined;
      const signature = await signText(signer.signingKey, statement);
      const body: bankidApp.ApproveRequest = { signature, ...(assertion === undefined ? {} : { assertion }) };
      await sendSigned(signer, { method: 'POST', path: `/questions/${question.id}/approve`, body });
      drop(question.id);
    },
    async refuse({ id }) {
      await sendSigned(present(device), { method: 'POST', path: `/questions/${id}/refuse`, body: {} });
      drop(id);
    },
    async setUpAuthenticator() {
      const signer = present(device);
      const body = await createCredential(signer.facts);
      await sendSigned(signer, { method: 'POST', path: '/authenticator', body });
      const facts = { ...signer.facts, hasAuthenticator: true };
      const changed = { ...signer, facts, credentialId: body.credentialId };
      // Kept before it is shown: without the id of the credential nothing could be approved any more.
      await keepDevice(changed);
      setState({ kind: 'activated', device: changed });
    },
    async end() {
      await sendSigned(present(device), { method: 'POST', path: '/end', body: {} });
      const answer = await sendSigned(present(device), { method: 'GET', path: '/device' });
      take(present(device).id, bankidApp.appEvent.parse(await answer.json()));
    },
    async forget() {
      await forgetDevice();
      setQuestions([]);
      setState({ kind: 'not-activated' });
    },
  };
}

function present(device: KeptDevice | undefined): KeptDevice {
  if (device === undefined) throw new TypeError('the app is not activated');
  return device;
}

const firstWaitMilliseconds = 1000;
const longestWaitMilliseconds = 15_000;

/** Hears the server for as long as the page is open, and comes back after the line dropped. */
function useEvents(
  device: KeptDevice | undefined,
  take: (deviceId: string, event: bankidApp.AppEvent) => void,
  setLine: (line: Line) => void,
): void {
  // The device's facts change with each event; the line stays.
  const id = device?.id;
  const signingKey = device?.signingKey;
  useEffect(() => {
    if (id === undefined || signingKey === undefined) return undefined;
    const closed = new AbortController();
    const listen = async (): Promise<void> => {
      let wait = firstWaitMilliseconds;
      while (!closed.signal.aborted) {
        try {
          const signer = { id, signingKey, clockOffset: await fetchClockOffset() };
          await hearEvents(signer, {
            signal: closed.signal,
            onEvent: (event) => {
              wait = firstWaitMilliseconds;
              take(id, event);
            },
          });
        } catch (thrown) {
          if (closed.signal.aborted) return;
          const error = asApiError(thrown);
          const isRefused = error.status >= 400 && error.status < 500 && error.status !== 429;
          setLine(isRefused ? { kind: 'refused', error } : { kind: 'offline' });
          wait = Math.min(wait * 2, longestWaitMilliseconds);
        }
        await pause(wait, closed.signal);
      }
    };
    void listen();
    return () => closed.abort();
  }, [id, signingKey, take, setLine]);
}

/** Ends early when the page is closed, or the line is back. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    window.addEventListener('online', done);
    signal.addEventListener('abort', done, { once: true });
  });
}
