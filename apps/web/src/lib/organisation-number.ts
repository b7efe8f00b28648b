const weights = [3, 2, 7, 6, 5, 4, 3, 2];

/** True for nine digits whose last is the check digit by modulus 11 (Brønnøysund's rule). */
export function isOrganisationNumber(digits: string): boolean {
  if (!/^\d{9}$/.test(digits)) return false;
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  const check = (11 - (sum % 11)) % 11;
  return check < 10 && check === Number(digits[8]);
}
