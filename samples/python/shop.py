"""A small shop with a bug: python3 shop.py PORT, with OPSFLOW_URL and OPSFLOW_SERVER_NAME."""

import json
import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from opsflow import OpsFlow

ORDERS = {"full": {"prices": [2, 4]}, "gift": {}}


def paid_prices(order):
    return [price for price in ORDERS[order]["prices"] if price > 0]


def shop(environ, start_response):
    order = environ["PATH_INFO"].split("/")[2]
    body = json.dumps(paid_prices(order)).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 128


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


if __name__ == "__main__":
    make_server("127.0.0.1", int(sys.argv[1]), OpsFlow(shop), Server, Quiet).serve_forever()
