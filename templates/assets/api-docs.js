/* Shows the API's document with the viewer served from this machine; it asks nobody else. */
window.SwaggerUIBundle({
  url: '/api/v1/openapi.json',
  dom_id: '#api-docs',
  deepLinking: true,
  validatorUrl: null,
});
