# The verbs of this repository. `make run` needs Python 3.11, 3.12 or 3.13 and nothing else.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run class stack test dev lint types format check audit bench docs messages screenshots

run:      # start the server on this computer; PORT=8001 moves it
	@exec $(PYTHON) -m im4talkin

class:    # the same for phones in the room too, over https
	@exec $(PYTHON) -m im4talkin --class

stack: dev  # the server profile on this computer; DATABASE_URL and REDIS_URL from .env, WEB_PORT=8001 moves it
	@IM4TALKIN_HTTPS=$${IM4TALKIN_HTTPS:-0} $(BIN)/honcho run $(BIN)/python manage.py upgrade
	@$(BIN)/honcho run $(BIN)/python manage.py load_topics
	@IM4TALKIN_HTTPS=$${IM4TALKIN_HTTPS:-0} $(BIN)/honcho start

test:     # every check and test, as continuous integration runs them
	@exec $(PYTHON) -m im4talkin test

dev:      # fill .venv for development
	@$(PYTHON) -m im4talkin dev

lint: dev   # style of the code
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: dev  # strict types
	@$(BIN)/mypy

format: dev # bring the code into shape
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

check: dev  # configuration and migrations
	@$(BIN)/python manage.py check
	@$(BIN)/python manage.py makemigrations --check --dry-run

audit: dev  # known weaknesses of the packages that a server runs with; asks the network, so it is no test
	@$(BIN)/pip-audit --requirement requirements.txt --disable-pip --no-deps --strict

bench: dev  # figures for this computer; ARGS="--help" tells what can be measured
	@$(BIN)/python -m bench.talks $(ARGS)

docs: dev   # regenerate the reference of the socket contract
	@$(BIN)/python manage.py protocol_docs

messages: dev # collect the marked texts into locale/, and compile the translations
	@$(BIN)/python -m tests.languages.messages

screenshots: dev  # pictures of every state into docs/pictures, each measured too; ARGS="one_talk" for some
	@$(BIN)/python -m tests.browser.pictures $(ARGS)
