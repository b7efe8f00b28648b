/** Cores of passwords that guessers try first, in Norwegian and English; lower case, without digits and signs around. */
const commonCores = new Set(
  [
    'abc abcd abcdef abcdefg abcdefgh admin administrator bank bankid banken bankidpassord bestevenn',
    'brann changeme chelsea code default dragon elsker elskerdeg eple familie fjord fotball gjest guest hei heihei hallo hemmelig',
    'hello iloveyou jegelskerdeg juli juni kaffe kode kodeord kongen letmein liverpool login logginn lyn mamma manchester',
    'manchesterunited master monkey norge norway oslo pappa pass passord passordet passw passwd password princess',
    'qwer qwert qwerty qwertyui qwertyuiop qwertz asdf asdfg asdfgh asdfghjk asdfghjkl zxcvbn zxcvbnm rosenborg secret segl',
    'sesam sommer sommeren host vinter vår superman test testtest trondheim bergen user velkommen viking welcome',
  ]
    .join(' ')
    .split(' '),
);

/**
 * Whether a password is one that everybody tries: a common word with digits and signs around it, letters exchanged for the
 * usual digits, or one short piece over and over.
 */
export function isCommonPassword(password: string): boolean {
  const plain = password.normalize('NFC').toLowerCase();
  const isRepeated = /^(.{1,4})\1+$/u.test(plain);
  const cores = [plain, spelledOut(plain), spelledOut(trimmed(plain))].map(trimmed);
  return isRepeated || cores.some((core) => commonCores.has(core));
}

/** Without the digits and signs before and after, which guessers add too. */
function trimmed(text: string): string {
  return text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
}

const letters: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** `p@ss0rd` as it is meant. */
function spelledOut(text: string): string {
  return [...text].map((character) => letters[character] ?? character).join('');
}
