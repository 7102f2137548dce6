SwaggerUIBundle({ url: "{{ url_for('docs.document') }}", dom_id: "#swagger-ui", deepLinking: true });
