import type { StartConfig } from './config.js';

/** Tells the person at the terminal where Segl is and what to try. */
export function sayReady(config: StartConfig, { milliseconds }: { milliseconds: number }): void {
  const lines = [`\nSegl is ready at ${config.baseUrl}  (${(milliseconds / 1000).toFixed(1)} s)`];
  if (config.demo) {
    lines.push(
      '',
      '  Try it:  open the address and choose "Prøv nå" / "Try it now"',
      `  Demo people, with their codes and passwords:  ${config.baseUrl}/demo`,
      `  Mail that would have been sent:               ${config.baseUrl}/demo/mailbox`,
      '',
      '  Simulated banks, people and company register; keys and passwords were made for this installation alone.',
    );
  }
  const { hostname, port } = new URL(config.baseUrl);
  if (config.demo && config.tls === 'local' && hostname === 'localhost') {
    lines.push(
      '  To open it from a phone, begin anew at an address that the phone can reach:',
      `    BASE_URL=https://ADDRESS-OF-THIS-COMPUTER:${port} npm start -- --https --reset-demo`,
    );
  }
  lines.push(`  State is kept in ${config.dataDir}`, '  Ctrl-C stops it.', '');
  console.log(lines.join('\n'));
}
