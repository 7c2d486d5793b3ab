// Where range tests are trained: lanes, servers, slots, and what trains there now.
import { get } from '../api.js';
import { ago, bytes, count, gibibytes, lasting, percent, things } from '../format.js';
import { html, nothing, render } from '../libraries.js';
import { fact, problemBox } from '../parts.js';

const REFRESH_MILLISECONDS = 2000;

/** Of the disk: when less is left, the bar says so by its colour. */
const LITTLE_DISK = 0.1;

export default async function lanes(main) {
  const view = { lanes: [], waiting: [], server: null, problem: null };

  async function load() {
    try {
      const [lanesNow, queue, server] = await Promise.all([get('/v1/lanes'), get('/v1/queue'), get('/v1/server')]);
      view.lanes = lanesNow.items;
      view.waiting = queue.items;
      view.server = server;
      view.problem = null;
    } catch (problem) {
      view.problem = problem;
    }
    render(
      html`<h1>Lanes</h1>
        <p class="quiet">A lane is a kind of place where runs are trained; a slot trains one run at a time.</p>
        ${problemBox(view.problem)} ${view.lanes.map(laneCard)}
        ${view.lanes.length || view.problem ? nothing : html`<p class="card">No server offers a lane. What the service is to train waits until one does.</p>`}
        ${view.waiting.length ? queueCard(view.waiting) : nothing}
        ${view.server ? serverCard(view.server) : nothing}`,
      main,
    );
  }

  await load();
  const refreshing = setInterval(() => document.hidden || load(), REFRESH_MILLISECONDS);
  return () => clearInterval(refreshing);
}

const group = ({ purpose, group: id }) =>
  purpose === 'range_test'
    ? html`<a href="/ui/range-tests/${id}">range test ${id.slice(0, 13)}</a>`
    : html`<a href="/ui/comparisons/${id}">comparison ${id.slice(0, 13)}</a>`;

const laneCard = (lane) => html`<section class="card">
  <div class="head"><h2>${lane.name}</h2><span>${count(lane.busy)} of ${things(lane.slots, 'slot')} busy · ${count(lane.queued)} waiting</span></div>
  <progress max=${Math.max(1, lane.slots)} value=${lane.busy} aria-label="Slots of ${lane.name} that are busy"></progress>
  <div class="scroll"><table class="stacked lane">
    <thead><tr><th>Server</th><th>Device</th><th class="number">Slots</th><th>Seen</th><th>Trains now</th></tr></thead>
    <tbody>${lane.servers.map(
      (server) => html`<tr>
        <td>${server.host}</td>
        <td data-label="device">${server.gpus ? server.gpus.map(gpuLine) : server.device}${server.engine ? engineLine(server.engine) : nothing}</td>
        <td class="number" data-label="slots">${server.slots}</td>
        <td data-label="seen">${server.alive ? html`<span class="badge verdict-ok">alive</span>` : html`<span class="badge state-failed">silent</span>`} <span class="quiet">${ago(server.seen_at)}</span></td>
        <td class="trains" data-label="trains">${server.launch_failure
          ? html`<div><span class="badge state-failed">starts nothing</span> ${server.launch_failure.message}</div>`
          : nothing}${server.runs.length
          ? server.runs.map((run) => html`<div>${group(run)}, run ${run.repeat}, attempt ${run.attempt}, for ${lasting(run.since)}</div>`)
          : html`<span class="quiet">nothing</span>`}</td>
      </tr>`,
    )}</tbody></table></div>
</section>`;

const engineLine = ({ pytorch, bundled, refusal }) => html`<div class="quiet">PyTorch ${pytorch}${bundled ? ', bundled' : nothing}</div>
  ${refusal ? html`<div><span class="badge state-failed">not as asked</span> ${refusal}</div>` : nothing}`;

const gpuLine = ({ index, model, slots, memory_bytes: memory, used_bytes: used, utilization, celsius, unfit }) => {
  const state = [
    slots === 1 ? null : things(slots, 'slot'),
    memory === undefined || used === undefined ? null : `${gibibytes(used)} of ${gibibytes(memory)}`,
    utilization === undefined ? null : `${percent(utilization)} busy`,
    celsius === undefined ? null : `${celsius} °C`,
  ].filter(Boolean);
  return html`<div class="gpu"><div>GPU ${index}, ${model} <span class="quiet">${state.map((part) => part.replaceAll(' ', '\u00a0')).join(', ')}</span></div>
    ${unfit ? html`<div><span class="badge state-failed">takes no run</span> ${unfit}</div>` : nothing}</div>`;
};

const queueCard = (waiting) => html`<section class="card" aria-labelledby="queue"><h2 id="queue">Queue</h2>
  <div class="scroll"><table>
    <thead><tr><th>Client</th><th class="number">Runs that wait</th><th>The oldest waits for</th></tr></thead>
    <tbody>${waiting.map(({ client, runs, since }) => html`<tr><td>${client}</td><td class="number">${count(runs)}</td><td>${lasting(since)}</td></tr>`)}</tbody>
  </table></div>
</section>`;

const serverCard = ({ version, runtime, database, data_directory: directory, disk_free_bytes: free, disk_bytes: all }) => html`<section class="card" aria-labelledby="server">
  <h2 id="server">The server that answers</h2>
  <dl class="facts">
    ${fact('Rangefinder', version)} ${fact('database', database)} ${fact('runs on', runtime)}
    ${fact('disk left', html`${bytes(free)} of ${bytes(all)}<br><meter min="0" max=${all} value=${free} low=${all * LITTLE_DISK} aria-label="Disk that is left"></meter>`)}
    ${fact('data directory', directory)}
  </dl>
</section>`;
