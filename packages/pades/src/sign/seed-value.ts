import type { DigestAlgorithm } from '../cms/types.js';
import { PadesError } from '../errors.js';
import type { PdfView } from '../pdf/document.js';
import { isArray, isInteger, nameValue, type PdfDict } from '../pdf/objects.js';
import { decodeTextString } from '../pdf/text-string.js';

/** Bits of `/Ff` in a seed value dictionary: which of its entries are demands (ISO 32000-2 Table 237). */
const demands = { filter: 1, subFilter: 2, reasons: 8, digestMethod: 64 } as const;

/**
 * Checks the demands of a field's seed value dictionary that can be judged before signing.
 *
 * @throws PadesError `sign.seed-value-unmet`.
 */
export function requireSeedValues(
  view: PdfView,
  field: PdfDict,
  signature: { readonly digestAlgorithm: DigestAlgorithm; readonly certification: 1 | 2 | 3 | undefined },
): void {
  const seed = view.dict(field.get('SV'));
  if (!seed) return;
  const flags = view.resolve(seed.get('Ff'));
  const demanded = (bit: number): boolean => isInteger(flags) && (flags & bit) !== 0;
  const filter = nameValue(view.resolve(seed.get('Filter')));
  if (demanded(demands.filter) && filter && filter !== 'Adobe.PPKLite') unmet(`the handler ${filter}`);
  const subFilters = names(view, seed, 'SubFilter');
  if (demanded(demands.subFilter) && subFilters.length > 0 && !subFilters.includes('ETSI.CAdES.detached')) {
    unmet(`one of ${subFilters.join(', ')}`);
  }
  const digests = names(view, seed, 'DigestMethod').map((item) => item.replace('-', '').toUpperCase());
  if (
    demanded(demands.digestMethod) &&
    digests.length > 0 &&
    !digests.includes(signature.digestAlgorithm.replace('-', ''))
  ) {
    unmet(`a digest of ${digests.join(', ')}`);
  }
  const reasons = names(view, seed, 'Reasons');
  if (demanded(demands.reasons) && reasons.length > 0 && !(reasons.length === 1 && reasons[0] === '.')) {
    unmet('a reason, which a PAdES signature with a commitment type cannot carry');
  }
  const level = view.resolve(view.dict(seed.get('MDP'))?.get('P'));
  if (isInteger(level) && level >= 1 && level <= 3 && signature.certification !== level) {
    unmet(`a certification of level ${level}`);
  }
}

function names(view: PdfView, seed: PdfDict, key: string): string[] {
  const list = view.resolve(seed.get(key));
  if (!isArray(list)) return [];
  return list
    .map((item) => view.resolve(item))
    .map((item) => nameValue(item) ?? decodeTextString(item))
    .filter((item) => item !== undefined);
}

function unmet(what: string): never {
  throw new PadesError('sign.seed-value-unmet', `The field demands ${what}`);
}
