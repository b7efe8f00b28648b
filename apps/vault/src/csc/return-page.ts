/**
 * The page that leads back to the client. Not a redirect: the answer comes at the end of a form's submission in the bank's
 * dialog, and browsers hold every redirect after it to that page's `form-action`, which knows only Segl's own addresses.
 */
export function returnPage(url: string, clientName: string): string {
  const address = escapeHtml(url);
  return `<!doctype html>
<html lang="nb">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="0;url=${address}">
<title>Segl</title>
</head>
<body>
<main>
<h1>Tilbake til ${escapeHtml(clientName)}</h1>
<p><a href="${address}">Gå videre hvis siden ikke åpner seg selv</a> · <span lang="en">Continue</span></p>
</main>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
