// Shows our own contract; nothing is fetched from elsewhere, and no validator is asked.
const contract = await (await fetch('/openapi.json')).json();
// What is tried out is asked of the server that shows this, wherever it is.
delete contract.servers;
SwaggerUIBundle({ spec: contract, dom_id: '#contract', deepLinking: true, validatorUrl: null, docExpansion: 'list', defaultModelsExpandDepth: 0 });
