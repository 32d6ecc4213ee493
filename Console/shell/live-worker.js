// Shared by all tabs: a browser opens six connections to a host, and streams in each tab would use them up.
import { LiveSource } from './live-source.js';

/** @type {Set<any>} */
const ports = new Set();
const source = new LiveSource((message) => ports.forEach((port) => port.postMessage(message)));

/** @type {any} */ (self).onconnect = (/** @type {any} */ e) => {
  const port = e.ports[0];
  port.onmessage = (/** @type {MessageEvent} */ { data }) => {
    if (data === 'start') {
      ports.add(port);
      source.start();
      port.postMessage({ state: source.state });
    } else {
      ports.delete(port);
      if (data === 'stop' || ports.size === 0) source.stop();
    }
  };
};
