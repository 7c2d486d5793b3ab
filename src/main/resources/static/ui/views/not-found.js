import { html, render } from '../libraries.js';

/** An address at which there is nothing. */
export default function notFound(main) {
  render(
    html`<h1>There is nothing here</h1>
      <p>${location.pathname} is no page of this service. <a href="/ui/range-tests">All range tests</a></p>`,
    main,
  );
}
