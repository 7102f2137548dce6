# Everything runs from the project's folder with relative paths, so that a space in its own path does no harm.
PYTHON ?= python3
BIN := .venv/bin
FLASK := $(BIN)/python -m flask --app wsgi
LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --quiet
# Set by some images, it would have every start compile everything anew.
unexport PYTHONDONTWRITEBYTECODE
# Tests that need them are skipped on a machine without npm.
NODE_TOOLS := $(if $(shell command -v npm),node_modules/installed)

.DEFAULT_GOAL := help
.PHONY: help run serve test lint bench format lock audit screenshots pages publish

help: ## Print the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/runtime .env ## Serve the API on port 8000 and the pages on port 3000, with examples
	@exec $(FLASK) dev

# Production, whatever a .env that `make run` wrote says: only the environment itself changes that.
serve: export APP_ENV := $(or $(APP_ENV),production)
serve: .venv/runtime ## Serve the API alone, for production
	@$(FLASK) db upgrade
	@exec $(FLASK) serve

test: .venv/tools $(NODE_TOOLS) ## Run every test, on SQLite and PostgreSQL
	@exec $(BIN)/python -m pytest $(ARGS)

publish: node_modules/installed ## Write the pages for a web server: OUT=folder API=address
	@node deploy/publish.js --out "$(OUT)" --api "$(API)" --base "$(BASE)" --files "$(FILES)"

lint: .venv/tools ## Check style, types and who imports whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

bench: .venv/tools ## Measure the service against the least that could answer the same
	@$(BIN)/python -m benchmarks $(ARGS)

format: .venv/tools ## Format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock: .venv/tools ## Lock the newest versions of what the *.in files name
	$(BIN)/$(LOCK) --upgrade requirements.in -o requirements.txt
	$(BIN)/$(LOCK) --upgrade requirements-dev.in -o requirements-dev.txt

# Where the list can't be reached, the auditor answers with a trace, or with success for packages that it knows nothing of.
audit: .venv/tools ## Look for known vulnerabilities in what the lock files name
	@report="$$($(BIN)/pip-audit --strict --disable-pip --require-hashes --progress-spinner off -r requirements.txt -r requirements-dev.txt 2>&1)"; \
	code=$$?; \
	case "$$report" in \
	*Traceback* | *"could not be audited"*) echo "make audit: the list of known vulnerabilities can't be reached from here; nothing was checked." >&2; exit 2 ;; \
	*) printf '%s\n' "$$report"; exit $$code ;; \
	esac

screenshots: .venv/tools ## Take pictures of every page and state into docs/screenshots
	@exec $(BIN)/python -m tests.browser.screenshots $(ARGS)

pages: .venv/tools node_modules/installed ## Measure the pages' weight and speed, into docs/pages.md
	@exec $(BIN)/python -m tests.browser.measure

.env:
	@umask 077; printf 'APP_ENV=development\nSECRET_KEY=%s\n' "$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(48))')" > .env
	@echo "Wrote .env with a secret key of its own."

# Debian's python3 may lack venv; uv does without.
.venv/created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Ticketing needs Python 3.11 or newer: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || uv venv --seed --clear .venv || { rm -rf .venv; echo "Install Python's venv first: apt-get install python3-venv" >&2; exit 1; }
	@touch $@

.venv/runtime: .venv/created requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/tools: .venv/runtime requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

# The bundler.
node_modules/installed: package-lock.json
	@npm ci --loglevel=error
	@touch $@
