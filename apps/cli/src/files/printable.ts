const controls = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/**
 * One line of text that a terminal shows and does not obey. Names of fields, certificates and files come from whoever
 * made them: control characters (line breaks and escape sequences), invisible ones that turn the direction of writing,
 * and line separators are shown as `\u001b`.
 */
export const printable = (text: string): string => text.replace(controls, escaped);

/** JSON with the same meaning: of the controls, JSON itself leaves those above ASCII as they are. */
export const printableJson = (value: object): string => printable(JSON.stringify(value));

function escaped(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
  ).join('');
}
