"""PostgreSQL, RabbitMQ, SMSAPI, SMTP, templates, and the wire."""
