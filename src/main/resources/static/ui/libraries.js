// The two libraries that the page stands on, at one place. Their versions are in the pom.
export { html, svg, render, nothing } from '/webjars/lit-html/lit-html.js';
export { repeat } from '/webjars/lit-html/directives/repeat.js';
export { default as uPlot } from '/webjars/uplot/dist/uPlot.esm.js';
