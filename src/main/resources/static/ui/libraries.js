// The library of every view, at one place; that of the charts is chart.js's, which not every view needs. Their versions are in the pom.
export { html, svg, render, nothing } from '/webjars/lit-html/lit-html.js';
export { repeat } from '/webjars/lit-html/directives/repeat.js';
