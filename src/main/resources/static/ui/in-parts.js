// Large files, part by part: after a connection that broke, or a server that was started anew, what has not come yet is sent, and no more.
import { append, get, post, remove } from './api.js';

/** A file that is larger goes in parts of this size, some seconds each at usual rates: what breaks costs no more than that. */
export const PART_BYTES = 16 << 20;

/** Of one part, before its user is asked: with the pauses between them about five minutes. */
const MOST_FAILURES = 32;

const LONGEST_PAUSE_MILLISECONDS = 10_000;

/** No answer, one that was lost, a part that the server still hears, or one that has too much to do: these pass. */
const PASSING = [0, 409, 429, 503];

/** Where the uploads are whose data sets are not made yet: a form that is sent again does not send its files again. */
const begun = new Map();

/**
 * Sends a file, or what is missing of it, and gives the id of its upload.
 *
 * @param progress is told how many bytes have come, and whether the connection is broken
 */
export async function sendInParts(file, progress) {
  const upload = await uploadOf(file);
  const address = upload.links.self;
  let { received } = upload;
  for (let failures = 0; received < file.size; ) {
    progress(received, failures > 0);
    try {
      const part = file.slice(received, received + PART_BYTES, 'application/octet-stream');
      const before = received;
      ({ received } = await append(`${address}?offset=${before}`, part, (sent) => progress(before + sent, false)));
      failures = 0;
    } catch (problem) {
      if (!PASSING.includes(problem.status) || ++failures > MOST_FAILURES) throw problem;
      progress(received, true);
      await new Promise((resolve) => setTimeout(resolve, Math.min(500 * 2 ** failures, LONGEST_PAUSE_MILLISECONDS)));
      ({ received } = await get(address).catch(() => ({ received })));
    }
  }
  return upload.id;
}

async function uploadOf(file) {
  const known = begun.get(file);
  const upload = (known && (await get(known).catch(whereItIsGone))) ?? (await post('/v1/uploads', { bytes: file.size }));
  begun.set(file, upload.links.self);
  return upload;
}

function whereItIsGone(problem) {
  if (problem.status === 404) return null;
  throw problem;
}

/** The data set has been made: what was sent of these files is not needed any more. */
export async function forget(files) {
  for (const file of files.filter((one) => begun.has(one))) {
    // The service does so by itself after a day.
    await remove(begun.get(file)).catch(() => {});
    begun.delete(file);
  }
}
