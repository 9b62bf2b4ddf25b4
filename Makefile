# Ấn Tín. `make` alone says what there is; what takes more than two lines stands in make/.

PYTHON ?= python3
export PYTHON
# Where it is set, every process compiles the whole product anew, and pytest every test.
unexport PYTHONDONTWRITEBYTECODE

# Stamps: newer than lock and setup.cfg means that .venv is what they say. The development lock contains the other.
RUNS := .venv/.runs
TESTS := .venv/.tests
NPM := tests/journeys/node_modules/.package-lock.json
DEBIAN := postgresql redis-server curl chromium chromium-headless-shell libnss3-tools apache2 libapache2-mod-auth-openidc

.DEFAULT_GOAL := help
.PHONY: help run code test check soak bench lock debian

help:
	@sed -n 's/^#: //p' Makefile

#: make run             the provider, its worker and both samples with demonstration data; Ctrl-C stops it
run: $(RUNS)
	@exec .venv/bin/python -m examples.run

#: make code USER=name  the one-time code of a demonstration person, now
code: $(RUNS)
ifeq ($(origin USER),command line)
	@exec .venv/bin/python examples/code.py "$(USER)"
else
	@echo "Whose? make code USER=name" >&2; exit 2
endif

#: make test            the whole suite, on real servers and in a real browser
test: $(TESTS) $(NPM) debian
	@exec make/test

#: make check           formatter, linter, types, import rules, size budget, pure tests: under a minute
check: $(TESTS)
	@exec make/check

#: make soak            the large counts in full; ONLY=name for one of them
soak: $(TESTS) $(NPM) debian
	@ONLY="$(ONLY)" exec make/soak

#: make bench           the benchmarks, as ratios
bench: $(TESTS)
	@make/debian-packages wrk util-linux
	@exec .venv/bin/python -m benchmarks

#: make lock            requirements.txt and requirements-dev.txt anew from setup.cfg
lock: $(TESTS)
	@exec make/lock

#:
#: PORT, PORTAL_PORT, HUB_PORT and IDP_VAR move `make run` elsewhere; PYTHON names the Python for .venv.

debian:
	@exec make/debian-packages $(DEBIAN)

$(RUNS): requirements.txt setup.cfg
	@exec make/environment requirements.txt $(RUNS)

$(TESTS): requirements-dev.txt setup.cfg
	@exec make/environment requirements-dev.txt $(TESTS) $(RUNS)

$(NPM): tests/journeys/package.json tests/journeys/package-lock.json $(TESTS)
	@exec make/npm
