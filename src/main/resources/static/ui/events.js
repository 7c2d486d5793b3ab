// Events of the service as they happen. The browser's own EventSource can send no key, so the stream is read here.
import { fetchWithKey } from './key.js';

const AGAIN_AFTER_MILLISECONDS = 2000;

/** Tells what the stream at `path` says, as an EventSource does, and goes on where it was after a loss, until it is closed. */
export class Events extends EventTarget {
  #ending = new AbortController();
  #last = '';

  constructor(path) {
    super();
    this.#follow(path);
  }

  close() {
    this.#ending.abort();
  }

  async #follow(path) {
    while (!this.#ending.signal.aborted) {
      try {
        const headers = { Accept: 'text/event-stream', ...(this.#last && { 'Last-Event-ID': this.#last }) };
        const response = await fetchWithKey(path, { headers, signal: this.#ending.signal });
        if (!response.ok && response.status !== 503) return;
        if (response.ok) await this.#read(response.body.pipeThrough(new TextDecoderStream()).getReader());
      } catch {
        // closed, or lost
      }
      await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MILLISECONDS));
    }
  }

  async #read(reader) {
    let text = '';
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const events = (text + part.value).split(/\r?\n\r?\n/);
      text = events.pop();
      for (const event of events) this.#tell(event);
    }
  }

  #tell(event) {
    const fields = { event: 'message', data: [] };
    for (const line of event.split(/\r?\n/)) {
      const [, name, value] = /^([^:]*):? ?(.*)$/.exec(line);
      if (name === 'data') fields.data.push(value);
      else fields[name] = value;
    }
    if (fields.id !== undefined) this.#last = fields.id;
    if (fields.data.length > 0) this.dispatchEvent(new MessageEvent(fields.event, { data: fields.data.join('\n') }));
  }
}
