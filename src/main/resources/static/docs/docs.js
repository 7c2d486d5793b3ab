// Shows our own contract; nothing is fetched from elsewhere, and no validator is asked.
const contract = await (await fetch('/openapi.json')).json();
// What is tried out is asked of the server that shows this, wherever it is.
delete contract.servers;

/** An operation's path stands within the button that opens it, where it cannot be a link as well. */
const pathsAreText = ({ React }) => ({ components: { DeepLink: ({ text }) => React.createElement('span', null, text) } });

/** Names what Swagger UI gives no name, and takes away the ids that it gives twice: those who do not see the page could not tell what is what. */
function nameFields() {
  place.querySelector('.close-modal')?.setAttribute('aria-label', 'Close');
  for (const field of place.querySelectorAll(':is(input, select, textarea):not([aria-label])')) {
    if (field.labels.length) continue;
    field.ariaLabel = field.closest('[data-param-name]')?.dataset.paramName ?? (field.matches('.body-param__text') ? 'Request body' : 'Example');
  }
  for (const label of place.querySelectorAll('label[id]:has(select[id])')) label.removeAttribute('id');
  for (const label of place.querySelectorAll('label[for=include_empty_value]')) {
    label.removeAttribute('for');
    label.querySelector('input').removeAttribute('id');
  }
}

const place = document.getElementById('contract');
const dark = matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', follow);
follow();
new MutationObserver(nameFields).observe(place, { subtree: true, childList: true });
SwaggerUIBundle({
  spec: contract,
  domNode: place,
  plugins: [pathsAreText],
  deepLinking: true,
  validatorUrl: null,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
});
