// Tells in the head of the page whether the server answers.

const shown = document.getElementById('link');
const lost = new Set();

/** `who` has, or has no longer, a connection. */
export function connected(who, isConnected) {
  if (isConnected) lost.delete(who);
  else lost.add(who);
  shown.hidden = lost.size === 0;
  shown.classList.toggle('lost', lost.size > 0);
  const text = lost.size ? 'Connection lost. What is shown may be old; trying again.' : '';
  if (shown.textContent !== text) shown.textContent = text;
}
