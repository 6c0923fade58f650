"""Start the Rasa server on loopback: ``python -m bot.server [--port 5005]``."""

from __future__ import annotations

import argparse
import gc
import logging
import os
import socket
import sys

from bot.train import MODEL, ROOT, digest_of_inputs, is_current, prepare_environment

logger = logging.getLogger("bot.server")

INTERFACE = "127.0.0.1"
DEFAULT_PORT = 5005
DEFAULT_ACTIONS_PORT = 5055


def main(arguments: list[str] | None = None) -> int:
    """Run the command; comes back when the server was stopped.

    Returns:
        Exit status: 1 when there is no usable model or the port is taken, else 0.
    """
    parser = argparse.ArgumentParser(prog="python -m bot.server", description=__doc__)
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    options = parser.parse_args(arguments)
    if not MODEL.exists():
        sys.stderr.write(f"There is no model {MODEL}: run python -m bot.train first.\n")
        return 1
    if not is_current(digest_of_inputs()):
        sys.stderr.write("The model is older than its inputs: run python -m bot.train.\n")
    if is_taken(options.port):
        sys.stderr.write(f"Port {options.port} on {INTERFACE} is taken by another program.\n")
        return 1
    os.environ.setdefault("ACTIONS_PORT", str(DEFAULT_ACTIONS_PORT))
    os.environ["LOG_LEVEL"] = os.environ["LOG_LEVEL_LIBRARIES"] = "WARNING"
    prepare_environment()
    return serve(options.port)


def is_taken(port: int) -> bool:
    """Tell whether something listens there already; Sanic would log that and end as if well."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((INTERFACE, port))
        except OSError:
            return True
    return False


def serve(port: int) -> int:
    """Serve the ``rest`` channel on ``INTERFACE`` until stopped.

    Without Rasa's HTTP API: it hands out whole conversations. The port answers only once the
    model is loaded; a model that can't be loaded stops the process instead of leaving a server
    that says nothing.
    """
    from bot import quiet

    quiet.silence()
    import rasa.core.run
    from rasa.core.utils import AvailableEndpoints

    from bot import patches

    patches.apply()
    app = rasa.core.run.configure_app(
        input_channels=rasa.core.run.create_http_input_channels(
            None, str(ROOT / "credentials.yml")
        ),
        enable_api=False,
        port=port,
        endpoints=None,
    )
    app.config.ACCESS_LOG = False
    endpoints = AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml"))

    async def load(app: object, loop: object) -> None:
        agent = await rasa.core.run.load_agent_on_start(str(MODEL), endpoints, None, app, loop)
        if not agent.is_ready():
            logger.error("model.unusable")
            raise SystemExit(1)
        gc.collect()
        gc.freeze()  # the model stays: no need to look through it for garbage again and again
        logger.info("model.loaded")

    app.register_listener(load, "before_server_start")
    app.register_listener(rasa.core.run.close_resources, "after_server_stop")
    quiet.silence()  # once more: the imports have brought loggers with handlers of their own
    logger.info("server.starting on %s:%s", INTERFACE, port)
    app.run(host=INTERFACE, port=port, workers=1, access_log=False, motd=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
