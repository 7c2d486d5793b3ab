// The public HTTP API, as any other client uses it.
import { Events } from './events.js';
import { askForKey, fetchWithKey, withKey } from './key.js';

/** What the service answered instead: a problem (RFC 9457), with `errors` that name the wrong values. */
export class Problem extends Error {
  constructor(status, answer) {
    super(answer.detail ?? answer.title ?? `The service answered ${status}.`);
    this.status = status;
    this.errors = answer.errors ?? [];
  }
}

/** The service did not answer at all. */
class Unreachable extends Problem {
  constructor() {
    super(0, { detail: 'The service does not answer. Is it still running? This page asks again when you reload it.' });
  }
}

/** What every request says of itself. */
const headers = () => withKey({ Accept: 'application/json' });

/** Every request but an upload goes through here. */
async function send(path, options = {}) {
  let response;
  try {
    response = await fetchWithKey(path, { ...options, headers: { ...headers(), ...options.headers } });
  } catch {
    throw new Unreachable();
  }
  if (!response.ok) {
    throw new Problem(response.status, await response.json().catch(() => ({})));
  }
  return response;
}

async function request(path, options) {
  const response = await send(path, options);
  return response.status === 204 ? null : response.json();
}

export const get = (path) => request(path);

/** An answer of another media type, as a file. */
export const file = async (path, accept) => (await send(path, { headers: { Accept: accept } })).blob();

/** What happens to a resource, as it happens. */
export const events = (path) => new Events(path);

export const remove = (path) => request(path, { method: 'DELETE' });

export const post = (path, body) =>
  request(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}` },
    body: body === undefined ? '{}' : JSON.stringify(body),
  });

/** Sends it, and tells `progress` how many bytes of how many have been sent, which `fetch` cannot tell. */
const transfer = (method, path, body, progress) =>
  new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    sending.open(method, path);
    for (const [name, value] of Object.entries(headers())) sending.setRequestHeader(name, value);
    sending.responseType = 'json';
    sending.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded, event.total);
    sending.onerror = () => reject(new Unreachable());
    sending.onload = async () => {
      if (sending.status < 300) resolve(sending.response);
      else if (sending.status === 401 && (await askForKey())) transfer(method, path, body, progress).then(resolve, reject);
      else reject(new Problem(sending.status, sending.response ?? {}));
    };
    sending.send(body);
  });

/** A form with files. */
export const upload = (path, form, progress) => transfer('POST', path, form, progress);

/** Some bytes of a file, behind those that have come. */
export const append = (path, part, progress) => transfer('PATCH', path, part, progress);

/** `?a=1&b=2` of what is not empty. */
export function query(parameters) {
  const given = Object.entries(parameters).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
  const text = new URLSearchParams(given.filter(([, value]) => value !== undefined && value !== null && value !== ''));
  return text.size ? `?${text}` : '';
}
