/** A Chromium that answers, and the environment that it needs. @throws when none can be had. */
export function findBrowser(): Promise<{
  name: string;
  executablePath?: string;
  env: Record<string, string>;
}>;
