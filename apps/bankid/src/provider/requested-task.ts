import { errors } from 'oidc-provider';
import { bankid } from '@segl/contracts';

/** What a caller sends the holder for, among a request's parameters; undefined where it wants a log-in or a signing. */
export function requestedTaskOf(
  parameters: Readonly<Record<string, unknown>>,
): bankid.RequestedTask | undefined {
  return bankid.requestedTask.safeParse(parameters[bankid.taskParameter]).data;
}

/**
 * Checks the parameter of a request, which other requests leave out. A signing is an errand of its own.
 * @throws errors.InvalidRequest
 */
export function validateRequestedTask(value: unknown, authorizationDetails: unknown): void {
  if (value === undefined) return;
  if (!bankid.requestedTask.safeParse(value).success) {
    throw new errors.InvalidRequest(
      `${bankid.taskParameter} is one of ${bankid.requestedTask.options.join()}`,
    );
  }
  if (authorizationDetails !== undefined) {
    throw new errors.InvalidRequest(`${bankid.taskParameter} does not go with authorization_details`);
  }
}
