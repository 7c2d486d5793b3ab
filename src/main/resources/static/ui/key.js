// The API key, where the service asks for one: typed in by the user, kept for as long as the tab is open, and sent with each request.

const KEPT = 'rangefinder.key';

let asking = null;

/** These headers, and the key if there is one. */
export function withKey(headers = {}) {
  const key = sessionStorage.getItem(KEPT);
  return key === null ? headers : { ...headers, Authorization: `Bearer ${key}` };
}

export const hasKey = () => sessionStorage.getItem(KEPT) !== null;

/** Like `fetch`, with the key; one that is missing or not valid is asked for, and then it is tried again. */
export async function fetchWithKey(path, options = {}) {
  while (true) {
    const response = await fetch(path, { ...options, headers: withKey(options.headers) });
    if (response.status !== 401 || !(await askForKey())) return response;
  }
}

/** Shows the form, once however many requests wait for it; false where the user leaves it. */
export function askForKey() {
  asking ??= form().finally(() => (asking = null));
  return asking;
}

function form() {
  const dialog = document.createElement('dialog');
  dialog.className = 'key';
  dialog.setAttribute('aria-labelledby', 'key-title');
  dialog.innerHTML = `<form method="dialog">
    <h2 id="key-title">API key</h2>
    <p></p>
    <label>Key <input name="key" type="password" autocomplete="off" spellcheck="false" required></label>
    <p><button class="button primary" value="use">Use it</button> <button class="button" value="leave" formnovalidate>Cancel</button></p>
  </form>`;
  dialog.querySelector('p').textContent = hasKey()
    ? 'The key is not valid here, or not any more. Another one?'
    : 'This service asks for an API key. It is kept until this tab is closed.';
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => {
      const key = dialog.querySelector('input').value.trim();
      const isGiven = dialog.returnValue === 'use' && key !== '';
      if (isGiven) sessionStorage.setItem(KEPT, key);
      dialog.remove();
      resolve(isGiven);
    });
  });
}
