/** Hands bytes to the browser as a file to save. */
export function saveBlob(blob: Blob, fileName: string): void {
  const address = URL.createObjectURL(blob);
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = safeFileName(fileName);
  anchor.click();
  // The browser has taken the bytes when the click returns; the address is released a turn later for older ones.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** A name that every file system takes. */
export function safeFileName(name: string): string {
  const cleaned = [...name]
    .map((letter) => (/[\\/:*?"<>|]/.test(letter) || letter < ' ' ? '-' : letter))
    .join('');
  return cleaned.trim().slice(0, 120) || 'dokument.pdf';
}
