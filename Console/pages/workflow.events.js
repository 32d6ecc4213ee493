// Events of a history as people read them. Names are Temporal's own.

/** @param {any} event */
export const attributes = (event) =>
  Object.entries(event ?? {}).find(([key]) => key.endsWith('EventAttributes'))?.[1];

/** @param {any} event */
export const eventName = (event) => event.eventType.replace(/^EVENT_TYPE_/, '').toLowerCase().split('_')
  .map((/** @type {string} */ w) => w[0].toUpperCase() + w.slice(1)).join('');

/** @param {any} event */
export function about(event) {
  const a = attributes(event) ?? {};
  return a.activityType?.name ?? a.signalName ?? a.workflowType?.name ?? a.timerId ?? '';
}

/** Payloads are base64 in the export: JSON ones are shown as what they hold.
 * @param {any} value */
export const payload = (value) => (value === undefined ? '' : JSON.stringify(value, decode, 2));

/** @param {string} _key
 *  @param {any} value */
function decode(_key, value) {
  if (!value || typeof value !== 'object' || !value.metadata?.encoding || typeof value.data !== 'string') return value;
  try {
    const text = new TextDecoder().decode(Uint8Array.from(atob(value.data), (c) => c.charCodeAt(0)));
    return JSON.parse(text);
  } catch {
    return value;
  }
}
