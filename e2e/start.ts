// The product as an operator meets it: `npm start` at a terminal, with data folders and ports of its own. `start.ts [PART …]`
// runs some parts only, such as all but the clean clone, which takes minutes. Prints a line a check; exits 1 when one is not
// as expected.
import { Ledger } from './start/ledger.js';
import { asANewcomer } from './start/newcomer.js';
import { oneFolder } from './start/one-folder.js';
import { fromAPhone, notOurFolder, onPostgres, overHttps } from './start/other-ways.js';

const parts: Record<string, (ledger: Ledger) => Promise<void>> = {
  folder: oneFolder,
  'not-ours': notOurFolder,
  https: overHttps,
  phone: fromAPhone,
  postgresql: onPostgres,
  clone: asANewcomer,
};
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in parts));
if (unknown.length > 0)
  throw new TypeError(`no part ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`);

const ledger = new Ledger();
for (const [name, run] of Object.entries(parts)) {
  if (asked.length === 0 || asked.includes(name)) await ledger.part(name, () => run(ledger));
  else ledger.leftOut(name, 'not asked for');
}
process.exit(ledger.end());
