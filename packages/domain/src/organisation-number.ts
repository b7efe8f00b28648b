const weights = [3, 2, 7, 6, 5, 4, 3, 2] as const;

/** Nine digits with a mod-11 check digit (Brønnøysund Register Centre, organisasjonsnummer). */
export function isOrganisationNumber(value: string): boolean {
  if (!/^[1-9]\d{8}$/.test(value)) return false;
  const check = organisationNumberCheckDigit(value.slice(0, 8));
  return check !== undefined && check === Number(value[8]);
}

/** The check digit of eight digits; undefined where mod 11 gives ten, since such numbers are not handed out. */
export function organisationNumberCheckDigit(eightDigits: string): number | undefined {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(eightDigits[index]), 0);
  const check = (11 - (sum % 11)) % 11;
  return check === 10 ? undefined : check;
}
