// Which view is shown at which address. A view is a function (main, parameters) that shows itself, and gives a function that ends it.
import { html, render } from './libraries.js';
import { problemBox } from './parts.js';

const VIEWS = [
  [/^\/(ui\/?)?$/, 'range-tests', 'Range tests'],
  [/^\/ui\/range-tests$/, 'range-tests', 'Range tests'],
  [/^\/ui\/range-tests\/(?<id>[^/]+)$/, 'range-test', 'Range test'],
  [/^\/ui\/comparisons$/, 'comparisons', 'Comparisons'],
  [/^\/ui\/comparisons\/(?<id>[^/]+)$/, 'comparison', 'Comparison'],
  [/^\/ui\/new-comparison$/, 'new-comparison', 'New comparison'],
  [/^\/ui\/overlay$/, 'overlay', 'Overlay'],
  [/^\/ui\/new$/, 'new-range-test', 'New range test'],
  [/^\/ui\/data-sets$/, 'data-sets', 'Data sets'],
  [/^\/ui\/models$/, 'models', 'Models'],
  [/^\/ui\/lanes$/, 'lanes', 'Lanes'],
];

let end = () => {};
let shown = 0;

async function show() {
  const turn = ++shown;
  end();
  end = () => {};
  const path = location.pathname;
  const [pattern, name, title] = VIEWS.find(([candidate]) => candidate.test(path)) ?? [/^/, 'not-found', 'Not found'];
  document.title = `${title} – Rangefinder`;
  for (const link of document.querySelectorAll('.bar nav a')) {
    const here = path.startsWith(link.pathname) || (path === '/' && link.pathname === '/ui/range-tests');
    here ? link.setAttribute('aria-current', 'page') : link.removeAttribute('aria-current');
  }
  const view = document.createElement('div');
  view.className = 'view';
  const loading = document.createElement('p');
  loading.className = 'quiet loading';
  loading.textContent = 'Loading …';
  document.getElementById('main').replaceChildren(view, loading);
  try {
    const { default: open } = await import(`./views/${name}.js`);
    if (turn !== shown) return;
    const ending = await open(view, path.match(pattern).groups ?? {});
    if (turn === shown) end = ending ?? end;
    else ending?.();
  } catch (problem) {
    if (turn !== shown) return;
    render(html`<h1>${title}</h1>${problemBox(problem)}`, view);
  }
}

/** Goes to an address of the page without loading it anew. */
export function go(address) {
  history.pushState(null, '', address);
  scrollTo(0, 0);
  document.getElementById('main').focus({ preventScroll: true });
  return show();
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[href]');
  const plain = link && !event.defaultPrevented && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
  const inside = plain && link.origin === location.origin && link.pathname.startsWith('/ui') && !link.target && !link.hasAttribute('download');
  if (inside && !link.hash) {
    event.preventDefault();
    go(link.href);
  }
});
addEventListener('popstate', show);
show();
