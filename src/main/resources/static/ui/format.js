// Numbers and times as people read them.

const LANGUAGE = 'en';

/** A learning rate, to three significant digits: 0.0029, 2.9e-5. */
export function rate(value) {
  if (value === 0) return '0';
  const size = Math.abs(value);
  return size >= 1e-3 && size < 1e4 ? String(Number(value.toPrecision(3))) : value.toExponential(2).replace(/\.?0+e/, 'e').replace('e+', 'e');
}

export const interval = ([low, high]) => `${rate(low)} – ${rate(high)}`;

export const count = (value) => new Intl.NumberFormat(LANGUAGE).format(value);

/** So many of a thing: 1 repeat, 3 repeats. */
export const things = (number, thing) => `${count(number)} ${thing}${number === 1 ? '' : 's'}`;

export const percent = (share, digits = 0) =>
  new Intl.NumberFormat(LANGUAGE, { style: 'percent', maximumFractionDigits: digits }).format(share);

/** What stands in the place of the accuracy: `r2` of a regression. */
export const scoreName = (score) => (score === 'r2' ? 'R²' : 'accuracy');

/** A loss or an accuracy, which may have diverged. */
export const measure = (value) => {
  if (value === null || value === undefined) return '–';
  return Math.abs(value) < 1e6 ? Number(value.toPrecision(4)).toString() : rate(value);
};

/** A difference of the score, as people say it. */
export const points = (value, score) =>
  score === 'r2' ? `${measure(Number(value.toPrecision(2)))} of R²` : `${measure(Number((value * 100).toPrecision(2)))} points of accuracy`;

/** A stretch of time: 12 s, 3 min, 2 h 5 min. */
export function duration(seconds) {
  if (seconds < 60) return `${Math.max(0, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.round(hours / 24)} days`;
}

/** How long it has been since a moment. */
export const lasting = (moment) => duration((Date.now() - Date.parse(moment)) / 1000);

export const ago = (moment) => `${lasting(moment)} ago`;

export const moment = (text) =>
  new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' }).format(new Date(text));

export const bytes = (size) =>
  size < 1e6 ? `${Math.ceil(size / 1e3)} kB` : size < 1e9 ? `${(size / 1e6).toFixed(1)} MB` : `${(size / 1e9).toFixed(1)} GB`;

/** Of a GPU, as its tools and its makers count. */
export const gibibytes = (size) => `${(size / 2 ** 30).toFixed(1)} GiB`;

export const shape = ({ height, width, channels }) =>
  height === 1 && width === 1 ? `${count(channels)} numbers` : `${height} × ${width} × ${channels}`;

/** What is trained, in one line. */
export function workload({ model, dataset, description, optimizer, batch_size }) {
  const network = typeof model === 'object' && model ? model.architecture : model;
  const type = typeof optimizer === 'object' && optimizer ? optimizer.type : optimizer;
  return [network, dataset ?? description, type, batch_size && `batch ${batch_size}`].filter(Boolean).join(' · ');
}

/** `too_noisy` as words. */
export const words = (name) => name.replaceAll('_', ' ');

/** JSON has no NaN and no infinity: they come as words. */
export const finite = (value) => (typeof value === 'number' && Number.isFinite(value) ? value : null);
