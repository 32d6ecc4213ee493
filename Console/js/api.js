// Calls of the API. A failed call throws an error with the problem's own words.
export class ApiError extends Error {
  constructor(status, problem) {
    super([problem?.title, problem?.detail, ...(problem?.errors ?? [])].filter(Boolean).join(' ') || `HTTP ${status}`);
    this.status = status;
    this.code = problem?.code;
  }
}

export async function call(method, path, body) {
  let response;
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new ApiError(0, { title: 'OpsFlow cannot be reached.', detail: 'Is it running? Trying again is safe.' });
  }
  if (response.status === 204) return null;
  const text = await response.text();
  let json = null;
  try { json = text ? JSON.parse(text) : null; } catch { /* an answer of something in between */ }
  if (!response.ok) {
    if (response.status === 401 && path !== '/session') window.dispatchEvent(new Event('signed-out'));
    throw new ApiError(response.status, json);
  }
  return json;
}

export const get = (path) => call('GET', path);

// Follows a stream; the browser reconnects with Last-Event-ID by itself. Returns a function that stops.
export function follow(path, kinds, onEvent) {
  const source = new EventSource(`/api/v1${path}`);
  for (const kind of kinds) source.addEventListener(kind, (e) => onEvent(kind, JSON.parse(e.data), e.lastEventId));
  source.addEventListener('end', () => source.close());
  return () => source.close();
}
