"""The ways by which a notice reaches somebody outside: mail, a webhook, a work notice of 浙政钉."""
