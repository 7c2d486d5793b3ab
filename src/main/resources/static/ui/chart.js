// Curves over the learning rate: several lines, bounds and their intervals, a hover that says the values, a zoom by dragging.
import uPlot from '/webjars/uplot/dist/uPlot.esm.js';
import { measure, rate } from './format.js';

/** Room for the numbers of the y axis, five digits and a point, and for its name beside them. */
const NUMBERS_WIDTH = 54;
const NAME_WIDTH = 18;

/** Room at the right of a chart. */
const RIGHT_MARGIN = 22;

/** Room that a number below a chart takes. */
const NUMBER_WIDTH = 48;

/** As many numbers stand below a stretch of rates that is less than a decade, at most. */
const MOST_WITHIN_DECADE = 5;

/** More lines than that across a low chart, and their numbers, cannot be told apart. */
const MOST_DECADES = 5;

/** Okabe and Ito's colours, which those tell apart who do not see red and green. */
const ON_LIGHT = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#8a6d00', '#777777'];

/** The same hues, as bright as a dark ground needs. */
const ON_DARK = ['#4aa8e0', '#f07a35', '#2bbd94', '#e39bc6', '#f0b437', '#9ad4f5', '#c9ab3c', '#a8a8a8'];

export const PALETTE = matchMedia('(prefers-color-scheme: dark)').matches ? ON_DARK : ON_LIGHT;

/** Columns of several charts as those of one, by their first. */
export const joined = uPlot.join;

/** A colour of the style sheet, as a canvas takes it. */
const resolved = (name) => {
  const probe = document.createElement('i');
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
};

/**
 * A chart that is drawn anew by `draw(rows)`, where `rows` are the columns: the x values, then those of each line.
 *
 * @param lines `{label, colour, width, dots}` each; one with `fill` is the upper edge of a band, whose lower edge is the line after it;
 *     one that is `unlisted` has no place in the legend
 * @param options `{height, logarithmic, logarithmicY, x, y, format, bounds: {low, high}, stops: [{x, label}], low, high, zoomed}`
 */
export function chart(place, lines, options) {
  const ink = resolved('--quiet');
  const grid = resolved('--line');
  const format = options.format ?? rate;
  const axis = { stroke: ink, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid, width: 1 } };
  const plot = new uPlot(
    {
      width: Math.max(200, place.clientWidth),
      height: options.height ?? 280,
      padding: [10, RIGHT_MARGIN, 0, 0],
      scales: {
        x: { time: false, ...(options.logarithmic === false ? { distr: 1 } : { distr: 3, range: (self, low, high) => spread(low, high) }) },
        y: options.logarithmicY ? { distr: 3 } : { range: (self, low, high) => options.range?.(low, high) ?? padded(low, high) },
      },
      axes: [
        { ...axis, label: options.x, labelSize: 20, size: 42, ...(options.logarithmic === false ? {} : { splits: (self, axisIndex, low, high) => ratesOf(low, high), filter: (self, splits) => numbered(self, splits) }), values: (self, ticks) => ticks.map((tick) => (tick === null ? '' : format(tick))) },
        { ...axis, label: options.y, labelSize: NAME_WIDTH, size: NUMBERS_WIDTH, values: (self, ticks) => ticks.map((tick) => (tick === null ? '' : options.logarithmicY ? rate(tick) : measure(tick))),
          ...(options.logarithmicY ? { splits: (self, axisIndex, low, high) => decades(low, high), filter: (self, splits) => splits } : {}) },
      ],
      series: [
        { label: options.x, value: (self, value) => (value === null ? '–' : format(value)) },
        ...lines.map((line) => ({
          label: line.label,
          class: line.unlisted ? 'unlisted' : undefined,
          stroke: line.colour.startsWith('--') ? resolved(line.colour) : line.colour,
          width: line.width ?? 1,
          alpha: line.alpha ?? 1,
          spanGaps: true,
          dash: line.dash,
          points: { show: Boolean(line.dots), size: 5, fill: line.colour.startsWith('--') ? resolved(line.colour) : line.colour },
          value: (self, value) => measure(value),
        })),
      ],
      bands: lines.flatMap((line, i) => (line.fill ? [{ series: [i + 1, i + 2], fill: line.fill }] : [])),
      cursor: { sync: options.together ? { key: options.together, setSeries: false } : undefined, drag: { x: true, y: false }, focus: { prox: 24 } },
      legend: { live: true },
      hooks: {
        drawAxes: [(self) => shade(self, options)],
        draw: [(self) => mark(self, options)],
        setScale: [(self, key) => key === 'x' && options.zoomed?.(self.scales.x.min, self.scales.x.max)],
      },
    },
    [[], ...lines.map(() => [])],
    place,
  );
  const area = plot.root.querySelector('.u-wrap');
  area.role = 'img';
  area.ariaLabel = `${options.title}. Arrows move the cursor, + and - zoom, 0 shows all.`;
  byKeyboard(plot, area);
  legendByKeyboard(plot);
  const fit = new ResizeObserver(() => plot.setSize({ width: Math.max(200, place.clientWidth), height: plot.height }));
  fit.observe(place);
  return {
    draw: (rows) => plot.setData(rows),
    end() {
      fit.disconnect();
      plot.destroy();
    },
  };
}

/** Arrows move the cursor, whose values the legend says, or along with a shift key further; + and - zoom around it, 0 shows all. */
function byKeyboard(plot, area) {
  area.tabIndex = 0;
  area.addEventListener('keydown', (event) => {
    const { over, cursor, data } = plot;
    if (!data[0]?.length || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = cursor.left >= 0 ? cursor.left : over.clientWidth / 2;
    const step = event.shiftKey ? over.clientWidth / 10 : 1;
    const zoom = (factor) => {
      const middle = Math.min(Math.max(at, 0), over.clientWidth);
      const [low, high] = [middle - middle * factor, middle + (over.clientWidth - middle) * factor].map((place) => plot.posToVal(place, 'x'));
      plot.setScale('x', { min: Math.max(low, data[0][0]), max: Math.min(high, data[0].at(-1)) });
    };
    const deeds = {
      ArrowLeft: () => plot.setCursor({ left: Math.max(0, at - step), top: over.clientHeight / 2 }),
      ArrowRight: () => plot.setCursor({ left: Math.min(over.clientWidth, at + step), top: over.clientHeight / 2 }),
      '+': () => zoom(1 / 2),
      '-': () => zoom(2),
      0: () => plot.setScale('x', { min: data[0][0], max: data[0].at(-1) }),
    };
    if (!deeds[event.key]) return;
    event.preventDefault();
    deeds[event.key]();
  });
}

/** A line is hidden and shown by its name, which uPlot leaves to the mouse. */
function legendByKeyboard(plot) {
  plot.root.querySelectorAll('.u-legend .u-series').forEach((row, i) => {
    if (i === 0 || row.classList.contains('unlisted')) return;
    const name = row.querySelector('th');
    Object.assign(name, { tabIndex: 0, role: 'button', ariaPressed: 'true' });
    name.addEventListener('click', () => (name.ariaPressed = String(plot.series[i].show)));
    name.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      name.click();
    });
  });
}

/** Powers of ten, as many as have room. */
function decades(low, high) {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const step = Math.max(1, Math.ceil((last - first) / MOST_DECADES));
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => 10 ** (first + i * step));
}

/** The rates at which a logarithmic axis has lines: of each decade nine; of less than a decade round ones at even distances. */
function ratesOf(low, high) {
  if (high / low < 10) {
    const distance = (high - low) / MOST_WITHIN_DECADE;
    const power = 10 ** Math.floor(Math.log10(distance));
    const step = [1, 2, 5, 10].find((factor) => factor * power >= distance) * power;
    const first = Math.ceil(low / step);
    return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) => (first + i) * step);
  }
  const lowest = Math.floor(Math.log10(low));
  return Array.from({ length: Math.ceil(Math.log10(high)) - lowest + 1 }, (_, i) => 10 ** (lowest + i))
    .flatMap((power) => [1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => digit * power))
    .filter((rate) => rate >= low * (1 - 1e-9) && rate <= high * (1 + 1e-9));
}

/** Of these rates those whose numbers have room. */
function numbered(plot, rates) {
  const { min, max } = plot.scales.x;
  if (max / min < 10) return rates;
  const room = plot.bbox.width / devicePixelRatio / Math.log10(max / min) / NUMBER_WIDTH;
  const digits = room >= 3 ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.ceil(1 / room));
  return rates.map((rate) => {
    const power = Math.floor(Math.log10(rate) + 1e-9);
    const digit = Math.round(rate / 10 ** power);
    return digits.includes(digit) && power % every === 0 ? rate : null;
  });
}

/** R² of a constant answer is 0, and below there is no end: so far down as leaves the rest readable. */
export const rangeOfR2 = (low, high) => [low === null ? 0 : Math.max(low, -0.5), high === null ? 1 : Math.max(high, 0.05) + 0.05];

/** From the lowest to the highest rate there is; of one rate alone, something around it. */
const spread = (low, high) => (low === null ? [1e-5, 1] : low === high ? [low / 2, high * 2] : [low, high]);

function padded(low, high) {
  if (low === null || !Number.isFinite(low)) return [0, 1];
  const room = (high - low || Math.abs(high) || 1) * 0.06;
  return [low - room, high + room];
}

/** The intervals of the bounds, each in a colour of its own, so that they can be told apart where they overlap. */
function shade(plot, { bounds }) {
  if (!bounds) return;
  const { ctx, bbox } = plot;
  ctx.save();
  for (const { interval, fill } of bounds) {
    if (!interval) continue;
    const [left, right] = interval.map((value) => clamp(plot.valToPos(value, 'x', true), bbox));
    ctx.fillStyle = fill;
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
  }
  ctx.restore();
}

const clamp = (x, bbox) => Math.min(Math.max(x, bbox.left), bbox.left + bbox.width);

/** The bounds as lines, and where runs stopped. */
function mark(plot, { bounds = [], stops = [] }) {
  const { ctx, bbox } = plot;
  const unit = devicePixelRatio;
  ctx.save();
  ctx.font = `600 ${11 * unit}px system-ui, sans-serif`;
  for (const [row, { value, stroke, label }] of bounds.entries()) {
    const x = plot.valToPos(value, 'x', true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.strokeStyle = ctx.fillStyle = stroke;
    ctx.lineWidth = 2 * unit;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    // Each label has a line of its own, for bounds may lie close together; and no label leaves the chart.
    const fits = x + 8 * unit + ctx.measureText(label).width < bbox.left + bbox.width;
    ctx.textAlign = fits ? 'left' : 'right';
    ctx.fillText(label, x + (fits ? 4 : -4) * unit, bbox.top + (12 + 13 * row) * unit);
  }
  for (const { x: at, y: height, stroke } of stops) {
    const x = plot.valToPos(at, 'x', true);
    const y = Math.min(Math.max(plot.valToPos(height ?? plot.scales.y.max, 'y', true), bbox.top + 8 * unit), bbox.top + bbox.height);
    if (x < bbox.left || x > bbox.left + bbox.width + 1) continue;
    ctx.strokeStyle = stroke;
    ctx.lineWidth = 2 * unit;
    ctx.beginPath();
    for (const sign of [1, -1]) {
      ctx.moveTo(x - 5 * unit, y - sign * 5 * unit);
      ctx.lineTo(x + 5 * unit, y + sign * 5 * unit);
    }
    ctx.stroke();
  }
  ctx.restore();
}

/** What the bounds of a recommendation look like on a chart. */
export const boundsOf = (recommendation) => [
  { value: recommendation.base_lr, interval: recommendation.base_lr_interval, label: 'base_lr', stroke: PALETTE[0], fill: `${PALETTE[0]}24` },
  { value: recommendation.max_lr, interval: recommendation.max_lr_interval, label: 'max_lr', stroke: PALETTE[1], fill: `${PALETTE[1]}24` },
];
