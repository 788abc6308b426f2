# Everything a person types here. `make help` lists it.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv/bin
IN := $(VENV)/python -m dev.within
export PORT SANDBOX_PORT NOW S K JOBS PICTURES

.DEFAULT_GOAL := help
.PHONY: help setup run test bench bench-notifications chaos format demo logs dead-letters up lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-19s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "  make run PORT=8001 SANDBOX_PORT=8026 NOW=2026-11-23T11:00     other ports; the clock starts there (Warsaw)"
	@echo "  make test S=scheduling                                        one part: a service, chassis, contracts, dev, tests"
	@echo "  make test K=slot_taken                                        the tests whose names match"
	@echo "  make test S=gateway K=in_browser PICTURES=1                   keeps a picture of every screen in var/screenshots"
	@echo "  make dead-letters ARGS='show QUEUE'                           or: replay QUEUE [--id ID]"

setup: ## install what is missing (run and test do this by themselves)
	@$(PYTHON) -m dev.setup run

run: ## the whole system on this machine, until Ctrl-C
	@$(PYTHON) -m dev.setup run && exec $(VENV)/python -m dev.run

test: ## everything: lint, types, import rules, every kind of test
	@$(PYTHON) -m dev.setup test && exec $(VENV)/python -m dev.check

bench: ## how long the daily work takes, beside its SQL alone, with few visits and with a million (ARGS: --help)
	@$(PYTHON) -m dev.setup test && exec $(VENV)/python -m tests.bench $(ARGS)

bench-notifications: ## planning and sending in numbers, beside Celery with an ETA and a bare consumer (ARGS: --help)
	@$(PYTHON) -m dev.setup test && exec $(VENV)/python -m tests.bench.notifications $(ARGS)

chaos: ## visits, while everything is killed and frozen at random (ARGS: --seed, --visits, --minutes)
	@$(PYTHON) -m dev.setup test && exec $(VENV)/python -m tests.chaos $(ARGS)

format: ## let ruff format and mend what it can
	@$(PYTHON) -m dev.setup && $(VENV)/ruff format . && $(VENV)/ruff check --fix .

demo: ## feed the running system with a believable practice
	@$(IN) -m dev.demo --url '{PUBLIC_URL}' $(ARGS)

logs: ## follow the logs of the running system
	@tail -n 20 -F var/run/logs/*.log

dead-letters: ## messages that no handler could take (ARGS: list, show QUEUE, replay QUEUE)
	@$(IN) -m dev.dead_letters $(or $(ARGS),list)

up: ## the same system with Docker alone
	@docker compose up --build --wait

lock: ## make the locked requirements anew from the pyproject.toml files
	@$(PYTHON) -m dev.setup && UV=$(CURDIR)/$(VENV)/uv dev/lock

clean: ## remove what was installed and built here; the data of make run stays in var/run/
	@$(PYTHON) -m dev.clean
