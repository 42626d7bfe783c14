# Two commands: `make demo` starts everything, `make test` checks it. Python 3.11+, make and git are enough.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh
PORT ?= 8000
SCALE ?= small
JOBS ?= auto
RUN := .venv/bin/python -m jiangong.operations

.venv/.runtime: requirements/runtime.txt pyproject.toml tools/environment
	@tools/environment runtime
	@touch $@

.venv/.development: requirements/development.txt pyproject.toml tools/environment
	@tools/environment development
	@touch .venv/.runtime $@

.PHONY: help
help: ## this list
	@echo "make demo          启动演示 / start the demonstration   (PORT=8000 SCALE=small|full)"
	@echo "make demo-reset    清空演示数据再启动 / start it over"
	@echo "make demo-season    演示里办一整个竞赛赛季 / a whole season of contests in the demonstration"
	@echo "make test          全部测试 / the test suite"
	@echo "make pictures      页面截图 / pictures of pages in var/pictures   (PAGES='samples or erasure')"
	@echo "make check         风格、类型、依赖方向、译文、生成表 / style, types, imports, catalogues, generated tables"
	@echo "make load          满规模测量 / full-scale measurements (roster, enrolment rush, pages)"
	@echo "make mutation      变异测试 / mutation score of the tree and proof code"
	@echo "make messages      更新译文目录 / update the catalogues"
	@echo "make lock          重新锁定依赖 / lock the dependencies again"

.PHONY: demo
demo: .venv/.runtime
	@$(RUN) demo --port $(PORT) --scale $(SCALE)

.PHONY: demo-reset
demo-reset: .venv/.runtime
	@$(RUN) demo --port $(PORT) --scale $(SCALE) --reset

.PHONY: test
test: .venv/.development
	@.venv/bin/python -m pytest -n $(JOBS)

.PHONY: pictures
pictures: .venv/.development
	@mkdir -p var/pictures
	@JIANGONG_PICTURES=var/pictures .venv/bin/python -m pytest -q tests/browser/test_pages.py -k "$(PAGES)"

.PHONY: check
check: .venv/.development
	@.venv/bin/python tools/check.py

.PHONY: messages
messages: .venv/.development
	@.venv/bin/python tools/messages.py

.PHONY: mutation
mutation: .venv/.development
	@.venv/bin/python tools/mutation.py

.PHONY: load load-roster load-rush load-pages load-forks load-foreign load-crash load-recovery load-brute-force load-recount load-draws load-equity
load: load-roster load-rush load-pages load-forks load-foreign load-crash load-recovery load-brute-force load-recount load-draws load-equity ## measurements, never a pass or fail by duration
load-roster: .venv/.development
	@.venv/bin/python -m tests.load.roster
load-rush: .venv/.development
	@.venv/bin/python -m tests.load.enrolment_rush
load-pages: .venv/.development
	@.venv/bin/python -m tests.load.pages
load-crash: .venv/.development
	@.venv/bin/python -m tests.load.crash
load-brute-force: .venv/.development
	@.venv/bin/python -m tests.load.brute_force
load-recount: .venv/.development
	@.venv/bin/python -m tests.load.recount $(FOLDER)
load-recovery: .venv/.development
	@.venv/bin/python -m tests.load.recovery
load-forks: .venv/.development
	@.venv/bin/python -m tests.load.forks
load-equity: .venv/.development
	@.venv/bin/python -m tests.load.equity
load-draws: .venv/.development
	@.venv/bin/python -m tests.load.draws
load-foreign: .venv/.development
	@.venv/bin/python -m tests.load.foreign_reader

# One lock file for every supported Python: hashes of all wheels, no registry named.
LOCK := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url
.PHONY: lock
lock: .venv/.development
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check uv
	@$(LOCK) requirements/runtime.in -o requirements/runtime.txt
	@$(LOCK) requirements/witness.in -c requirements/runtime.txt -o requirements/witness.txt
	@$(LOCK) requirements/spark.in -c requirements/runtime.txt -o requirements/spark.txt
	@$(LOCK) requirements/development.in -c requirements/runtime.txt -o requirements/development.txt

.PHONY: load-tamper
load: load-tamper
load-tamper: .venv/.development
	@.venv/bin/python -m tests.load.tamper

.PHONY: mutation-judging
mutation-judging: .venv/.development
	@.venv/bin/python -m tests.load.mutants

.PHONY: load-judging load-honesty
load: load-judging load-honesty
load-judging: .venv/.development
	@.venv/bin/python -m tests.load.judging
load-honesty: .venv/.development
	@.venv/bin/python -m tests.load.honesty
.PHONY: load-due
load: load-due
load-due: .venv/.development
	@.venv/bin/python -m tests.load.due

.PHONY: load-messages
load: load-messages
load-messages: .venv/.development
	@.venv/bin/python -m tests.load.messages

.PHONY: load-sitting
load: load-sitting
load-sitting: .venv/.development
	@.venv/bin/python -m tests.load.sitting

.PHONY: demo-season load-season
demo-season: .venv/.runtime ## hold a whole season of contests in the demonstration (SCALE=medium has members enough)
	@JIANGONG_DEMONSTRATION=1 $(RUN) demo-season
load-season: .venv/.development
	@.venv/bin/python -m tests.load.season

.PHONY: load-places
load: load-places
load-places: .venv/.development
	@.venv/bin/python -m tests.load.places

.PHONY: load-applications
load: load-applications
load-applications: .venv/.development
	@.venv/bin/python -m tests.load.applications convalescence
	@.venv/bin/python -m tests.load.applications courses

.PHONY: load-after-draw load-guests load-trials
load: load-after-draw load-guests load-trials
load-after-draw: .venv/.development
	@.venv/bin/python -m tests.load.after_draw
load-guests: .venv/.development
	@.venv/bin/python -m tests.load.guests
load-trials: .venv/.development
	@.venv/bin/python -m tests.load.trials
