// Looks whether the app has answered, and moves on when it has. Without script, the button on the page does.
(function () {
  const place = document.getElementById('app-answer');
  const url = place === null ? undefined : place.dataset.answer;
  if (url === undefined) return;
  const answerOf = async (response) => (response.ok ? (await response.json()).answer : 'gone');
  const look = async () => {
    try {
      const response = await fetch(url, { headers: { accept: 'application/json' } });
      // Whatever is not a plain "waiting" is for the page itself to tell; a room that starts anew is waited for.
      if (response.status < 500 && (await answerOf(response)) !== 'waiting') {
        location.reload();
        return;
      }
    } catch {
      // The line dropped: it is looked again when it may be back.
    }
    setTimeout(() => void look(), 1000);
  };
  void look();
})();
