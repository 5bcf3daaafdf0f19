// The server's token: asked for when it is wanted, kept as long as the tab is open.

const KEY = 'seine.token';
let kept = stored();
let asking = null;

function stored() {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null; // a browser that keeps nothing
  }
}

export const token = () => kept;

function keep(given) {
  kept = given;
  try {
    sessionStorage.setItem(KEY, given);
  } catch {
    // it is asked for again when the page is loaded again
  }
}

/** Asks for a token, once however many want one, and resolves when there is one. `refused` was shown before. */
export function askForToken(refused) {
  if (kept !== refused) return Promise.resolve(); // somebody else has asked meanwhile
  asking ??= asked(refused).finally(() => { asking = null; });
  return asking;
}

function asked(refused) {
  const dialog = document.getElementById('token-dialog');
  const input = document.getElementById('token');
  document.getElementById('token-note').textContent =
    refused === null ? 'It is kept until this tab is closed.' : 'That was not the token.';
  input.value = '';
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.oncancel = (event) => event.preventDefault(); // there is nothing to see without one
    dialog.onclose = () => {
      keep(input.value.trim());
      resolve();
    };
  });
}
