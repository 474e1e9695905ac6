# make demo | make test | make lock: everything a newcomer needs, each setting itself up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
COMPILE := uv pip compile pyproject.toml build-requirements.in --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate

.PHONY: demo test soak bench lint browser lock audit sbom clean help
help: ## what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(READY): requirements.lock pyproject.toml
	@sh deploy/make-venv.sh "$(PYTHON)" "$(VENV)"
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(READY) ## serve the whole system with a local messenger; ARGS=--headless plays a month in the terminal
	@$(BIN)/dunghan demo $(ARGS)

lint: $(READY) ## ruff, mypy --strict, import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

browser: $(READY) ## find or fetch a Chromium for the page tests
	@sh deploy/find-chromium.sh "$(BIN)" > $(VENV)/.chromium

test: browser ## all checks: of the code and, beside them, of what it does
	@$(MAKE) --no-print-directory lint > $(VENV)/.lint 2>&1 & \
	TMPDIR="$$(sh deploy/find-room.sh)" CHROMIUM="$$(cat $(VENV)/.chromium)" \
		$(BIN)/pytest -n 4 --dist loadfile --no-loadscope-reorder $(ARGS); passed=$$?; \
	wait $$!; sound=$$?; cat $(VENV)/.lint; exit $$((passed ? passed : sound))
	@test -n "$$(cat $(VENV)/.chromium)" || echo "Page tests were NOT run: no Chromium on this machine and none could be installed."

soak: $(READY) ## kill the bot at random for 30 minutes on each database; ARGS="--minutes 5 --on postgresql" for less
	@$(BIN)/python -m tests.faults.killed.soak $(ARGS)

bench: $(READY) ## measure it, each figure beside its yardstick; ARGS=handling for one part
	@$(BIN)/python -m bench $(ARGS)

lock: $(READY) ## resolve the dependencies anew: of everybody, and of what is deployed
	$(BIN)/pip install --quiet uv
	$(BIN)/$(COMPILE) --extra dev -o requirements.lock --upgrade
	$(BIN)/$(COMPILE) -c requirements.lock -o deploy/requirements.lock --upgrade

audit: $(READY) ## ask the OSV database what is known against the locked packages; 69 when it cannot be asked
	@$(BIN)/python -m supply.audit

sbom: $(READY) ## the bill of materials of what is deployed (CycloneDX), to dist/; needs no network
	@$(BIN)/python -m supply.sbom dist/dunghan.cdx.json

clean: ## remove what make made
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache dist
