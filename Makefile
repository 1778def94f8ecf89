# One virtual environment, filled from the locks. The stamps inside it say what has been done:
# a changed lock empties and refills it, a changed pyproject.toml installs the project again.
VENV := .venv
BIN  := $(VENV)/bin
RUNTIME := $(VENV)/runtime.stamp
DEV     := $(VENV)/dev.stamp
PEERS   := $(VENV)/peers.stamp
APP     := $(VENV)/app.stamp
# The OpenID Connect provider that the tests sign in at; it needs node and npm, and nothing else does.
ISSUER  := build/issuer/installed.stamp
ISSUER_LOCK := tests/services/accounts/outside/issuer/package-lock.json

# The clients that the tests ask with, and the audits of GraphQL over HTTP; likewise.
CLIENTS := build/clients/installed.stamp

# The browser that the tests open pages in, unpacked, and what they look at pages with; likewise.
BROWSER := build/browser/installed.stamp

# --no-build-isolation: durable-rules is built with the locked setuptools, not with one fetched unhashed.
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --no-build-isolation
LOCKED := $(PIP) --require-hashes
WHEELHOUSE := build/wheelhouse
WHEEL = $(BIN)/python -m pip --disable-pip-version-check wheel --quiet --no-build-isolation --no-deps -w "$(WHEELHOUSE)"

DEMO := build/demo
MEASURE := rules/committees/zhoushan/2022.yaml
RULE_SETS := $(filter-out %/kinds.yaml %.test.yaml,$(wildcard rules/committees/*/*.yaml))

.NOTPARALLEL:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := run
.PHONY: run pages pictures score demo test check explore bench wheelhouse lock clean help

run: $(APP) ## serve the demo data on 127.0.0.1:8000, or PORT= (also plain `make`)
	@$(BIN)/python -m dashboard || echo "luzhi: the pages were not built (above); the API starts without them" >&2
	@$(BIN)/luzhi demo-database --out $(DEMO)/luzhi.db
	@LUZHI_DATABASE=sqlite:///$(DEMO)/luzhi.db LUZHI_LOG_FORMAT=$${LUZHI_LOG_FORMAT:-text} \
	  $(BIN)/luzhi serve --port $${PORT:-8000} --hint docs/queries/ranking.graphql

pages: $(APP) ## build the pages of dashboard/, if their sources have changed
	$(BIN)/python -m dashboard

pictures: $(DEV) $(APP) $(BROWSER) pages ## take the pictures of the README and of the help anew
	@$(BIN)/luzhi demo-database --out $(DEMO)/luzhi.db > /dev/null
	@PYTHONPATH=. $(BIN)/python scripts/pictures.py

score: demo ## score the demo workbooks and show the ranking
	$(BIN)/luzhi score $(MEASURE) --members $(DEMO)/members.xlsx --records $(DEMO)/records.xlsx

demo: $(APP) ## write the demo workbooks to build/demo, unless they are there
	@test -f $(DEMO)/members.xlsx && test -f $(DEMO)/records.xlsx \
	  || $(BIN)/luzhi demo --members 300 --seed 2022 --out $(DEMO)

# Tests start hundreds of programs; each would compile ours anew where Python may not keep what it compiled.
test: $(DEV) $(APP) $(ISSUER) $(CLIENTS) $(BROWSER) pages ## run the tests on all cores, and say which took longest
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n logical --maxprocesses 8 --dist worksteal --durations=15 --durations-min=1

# The suite has the same examples each time. What fails here is drawn again with the same SEED.
explore: $(DEV) $(APP) ## a year of people's doings (Hypothesis) with fresh examples, or those of SEED=
	HYPOTHESIS_PROFILE=explore PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest tests/schema/test_year_machine.py \
	  --hypothesis-seed=$(or $(SEED),$(shell od -An -N4 -tu4 /dev/urandom | tr -d ' '))

check: $(DEV) $(APP) ## style, types, imports, and every shipped rule set
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pip --disable-pip-version-check check
	@test -n "$(RULE_SETS)" || { echo "no rule set found under rules/committees/" >&2; exit 1; }
	@set -e; for file in $(RULE_SETS); do \
	  echo "luzhi rules lint $$file"; $(BIN)/luzhi rules lint "$$file"; done
	$(BIN)/luzhi rules test

bench: $(DEV) $(PEERS) $(APP) $(BROWSER) ## print the figures for speed and memory
	@$(BIN)/python -m dashboard
	$(BIN)/python -m bench

# What setuptools leaves in build/ would find its way into the next wheel, files that are gone included.
wheelhouse: $(APP) ## write all wheels to build/wheelhouse, or WHEELHOUSE=, for a machine without a compiler
	@mkdir -p "$(WHEELHOUSE)" && rm -f "$(WHEELHOUSE)"/*.whl && rm -rf build/lib build/bdist.*
	$(WHEEL) --require-hashes -r requirements.lock
	$(WHEEL) .
	@rm -rf build/lib build/bdist.* && cd "$(WHEELHOUSE)" && sha256sum *.whl > SHA256SUMS
	@echo "pip install --no-index --find-links $(WHEELHOUSE) luzhi"

# Python 3.11 settles every version, and one version serves 3.11 and 3.12, so results do not differ between them.
COMPILE := $(BIN)/uv --no-config pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
  --generate-hashes --no-header --no-emit-index-url --no-emit-find-links $(LOCK)

lock: $(DEV) ## bring the locks in line with pyproject.toml; LOCK=--upgrade takes newer releases
	$(COMPILE) --group build -o requirements-build.lock
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	$(COMPILE) --group bench -c requirements-dev.lock -o requirements-bench.lock

clean: ## remove the environment and everything that was built
	rm -rf $(VENV) build dist dashboard/dist dashboard/node_modules luzhi.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

$(RUNTIME): requirements-build.lock requirements.lock
	@python=$$(sh scripts/preflight.sh) || exit 1; \
	  echo "setting up $(VENV) with $$python (once, about a minute)"; \
	  "$$python" -m venv --clear $(VENV)
	$(LOCKED) -r requirements-build.lock
	$(LOCKED) -r requirements.lock
	@touch $@

$(DEV): $(RUNTIME) requirements-dev.lock
	$(LOCKED) -r requirements-dev.lock
	@touch $@

$(ISSUER): $(ISSUER_LOCK)
$(CLIENTS): tests/clients/package-lock.json
$(BROWSER): tests/dashboard/browser/package-lock.json
$(ISSUER) $(CLIENTS) $(BROWSER):
	@rm -rf $(@D) && mkdir -p $(@D) && cp $(dir $<)package.json $< $(@D)/
	timeout 300 npm ci --prefix $(@D) --ignore-scripts --no-audit --no-fund --loglevel error
	@$(if $(filter $(BROWSER),$@),$(UNPACK))
	@touch $@

# The package unpacks into the folder for temporary files, and its libraries only where it takes this for that service.
UNPACK = cd $(@D) && TMPDIR="$$PWD" AWS_EXECUTION_ENV=AWS_Lambda_nodejs20.x timeout 120 node --input-type=module -e \
  'import chromium from "@sparticuz/chromium"; await chromium.executablePath()' && rm -r node_modules/@sparticuz/chromium/bin

$(PEERS): $(RUNTIME) requirements-bench.lock
	$(LOCKED) -r requirements-bench.lock
	@touch $@

$(APP): $(RUNTIME) pyproject.toml
	$(PIP) --no-deps --editable .
	@touch $@
