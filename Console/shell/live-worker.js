// Shared by all tabs: a browser opens six connections to a host, and streams in each tab would use them up.
import { Followings, JobStreams } from './job-streams.js';
import { LiveSource } from './live-source.js';

/** @type {Set<any>} */
const ports = new Set();
const source = new LiveSource((message) => ports.forEach((port) => port.postMessage(message)));
const jobs = new JobStreams();

/** @type {any} */ (self).onconnect = (/** @type {any} */ e) => {
  const port = e.ports[0];
  const followings = new Followings(jobs, (message) => port.postMessage(message));
  port.onmessage = (/** @type {MessageEvent} */ { data }) => {
    if (typeof data === 'object') {
      followings.take(data);
    } else if (data === 'start') {
      ports.add(port);
      source.start();
      port.postMessage({ state: source.state });
    } else {
      followings.leaveAll();
      ports.delete(port);
      if (data === 'stop' || ports.size === 0) source.stop();
    }
  };
};
