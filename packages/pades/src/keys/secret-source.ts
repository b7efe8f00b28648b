/** A secret, or a function that gets it when it is needed. */
export type SecretSource = string | (() => string | Promise<string>);

/** The secret itself. */
export const resolveSecret = async (secret: SecretSource): Promise<string> =>
  typeof secret === 'function' ? await secret() : secret;
