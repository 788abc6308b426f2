"""`make bench-notifications`: planning and sending in numbers, beside Celery with an ETA and a bare pika consumer."""
