// Shows our own contract; nothing is fetched from elsewhere, and no validator is asked.
SwaggerUIBundle({ url: '/openapi.yaml', dom_id: '#contract', deepLinking: true, validatorUrl: null, docExpansion: 'list', defaultModelsExpandDepth: 0 });
