# What can be done here. Each target is a script in .ci/ that sets itself up, says what it does, and ends with
# what to do next.
SHELL := bash
.DEFAULT_GOAL := help
.PHONY: help run dev test check crash upgrade walk browsers cluster bench fmt clean

CYCLES ?= 500
SEEDS ?= 20
DEEDS ?= 40
FROM ?= 1
ENGINE ?= both

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: ## set up, build the release, fill a demo hospital, serve it on 127.0.0.1:3000
	@.ci/serve

dev: ## the same while you work on it: unoptimised, and it follows every file that is saved
	@.ci/dev

test: ## everything: checks, tests on both engines, browser, walks, crash cycles (SHIP=1: with the release; half an hour)
	@.ci/test

check: ## the fast loop while you work: format, clippy (native and wasm), docs, scans, SQL and permissions
	@.ci/check

crash: ## kill -9 under load on both engines, then look for lost messages (CYCLES=500)
	@CYCLES=$(CYCLES) .ci/crash

upgrade: ## from an older version to this one under load, and back, one of two servers at a time (OLD=<commit>)
	@OLD=$(OLD) .ci/upgrade

walk: ## ordinary deeds in random order, in a browser on a bad network (SEEDS=20 DEEDS=40 FROM=1 ENGINE=sqlite|postgres|both)
	@SEEDS=$(SEEDS) DEEDS=$(DEEDS) FROM=$(FROM) ENGINE=$(ENGINE) .ci/walk

browsers: ## the main story, wheel, history, paste, Back and phone keyboards in Firefox and WebKit (ONLY=firefox|webkit)
	@.ci/browsers

cluster: ## two servers on one PostgreSQL behind HAProxy, NATS between them, on 127.0.0.1:3000 (PORT=3000); Ctrl-C throws it away
	@.ci/cluster

bench: ## measure the release server against this machine's own floor
	@.ci/bench

fmt: ## format all the Rust
	@source .ci/env && cargo fmt --all

clean: ## remove what was built; keeps data/ and the installed tools
	@rm -rf target end2end/test-results end2end/playwright-report
	@echo "Removed target/ and the browser tests' output. data/ (the demo hospital) is kept."
