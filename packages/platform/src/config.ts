import { z } from 'zod';
import { PlatformError } from './errors.js';

/** The environment as a process sees it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads settings by a zod object whose keys are the variables' names. An empty variable counts as absent.
 *
 * @throws PlatformError `platform.invalid-settings`, naming each wrong variable and never its value
 */
export function readEnv<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  env: Environment,
): z.output<z.ZodObject<Shape>> {
  const present = Object.fromEntries(
    Object.keys(schema.shape)
      .map((name) => [name, env[name]] as const)
      .filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = schema.safeParse(present);
  if (result.success) return result.data;
  const wrong = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new PlatformError('platform.invalid-settings', `settings are wrong:\n  ${wrong.join('\n  ')}`);
}

/** `1`, `true`, `yes` or `on`; `0`, `false`, `no` or `off`. */
export const flagSetting = z.stringbool();

/** A whole number written in decimal. */
export const integerSetting = (limits: { min: number; max: number }) =>
  z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.int().min(limits.min).max(limits.max));

/** An http or https address, kept without trailing slash. */
export const httpUrlSetting = z
  .url({ protocol: /^https?$/, message: 'must be an http or https address' })
  .transform((url) => url.replace(/\/+$/, ''));
