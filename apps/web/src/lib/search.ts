/** Lower case without marks, so that `forstatt` finds `forstått`; æ and ø are spelled as people without them do. */
export function foldText(text: string): string {
  return text
    .toLocaleLowerCase('nb')
    .replaceAll('æ', 'ae')
    .replaceAll('ø', 'o')
    .normalize('NFD')
    .replace(/\p{M}/gu, '');
}

/** True when every word of the query occurs in the text. */
export function matches(query: string, text: string): boolean {
  const folded = foldText(text);
  return foldText(query)
    .split(/\s+/)
    .every((word) => folded.includes(word));
}
