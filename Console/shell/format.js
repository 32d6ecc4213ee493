// Times, amounts and numbers in the words and the zone of whoever looks.
import { language, t } from './words.js';

// A browser knows its user's zone; one that hides it gets the product's default.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'Asia/Seoul';
/** @type {Map<string, Intl.DateTimeFormat | Intl.NumberFormat | Intl.RelativeTimeFormat>} */
const made = new Map();

/** @template T
 *  @param {string} name
 *  @param {(language: string) => T} make
 *  @returns {T} */
function kept(name, make) {
  const key = `${language()}:${name}`;
  if (!made.has(key)) made.set(key, /** @type {any} */ (make(language())));
  return /** @type {any} */ (made.get(key));
}

/** A day and a time. @param {string | number | Date} at */
export const when = (at) => kept('when', (l) => new Intl.DateTimeFormat(l, {
  timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit',
  hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
})).format(new Date(at));

/** A time of day. @param {string | number | Date} at */
export const clock = (at) => kept('clock', (l) => new Intl.DateTimeFormat(l, {
  timeZone: zone, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
})).format(new Date(at));

/** How long ago. @param {string | number | Date} at */
export function ago(at) {
  const seconds = (new Date(at).getTime() - Date.now()) / 1000;
  const format = kept('ago', (l) => new Intl.RelativeTimeFormat(l, { numeric: 'auto', style: 'short' }));
  for (const [unit, size] of /** @type {[Intl.RelativeTimeFormatUnit, number][]} */ (
    [['day', 86400], ['hour', 3600], ['minute', 60]])) {
    if (Math.abs(seconds) >= size) return format.format(Math.round(seconds / size), unit);
  }
  return format.format(Math.round(seconds), 'second');
}

/** @param {number} ms */
export function duration(ms) {
  if (ms < 1000) return t('time.ms', { n: Math.round(ms) });
  if (ms < 60_000) return t('time.s', { n: (ms / 1000).toFixed(1) });
  if (ms < 3_600_000) return t('time.min', { m: Math.floor(ms / 60_000), s: Math.round(ms / 1000) % 60 });
  const hours = ms / 3_600_000;
  return hours < 48
    ? t('time.h', { h: Math.floor(hours), m: Math.round(ms / 60_000) % 60 })
    : t('time.d', { d: Math.round(hours / 24) });
}

/** .NET's "00:00:01.5". @param {string} text */
export function span(text) {
  const [, days, hours, minutes, seconds] = /^(?:(\d+)\.)?(\d+):(\d+):([\d.]+)$/.exec(text) ?? [];
  return ((Number(days ?? 0) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000 + Number(seconds) * 1000;
}

/** @param {number} n */
export const number = (n) => kept('number', (l) => new Intl.NumberFormat(l)).format(n);

/** @param {number} n */
export const percent = (n) => kept('percent', (l) => new Intl.NumberFormat(l, { style: 'percent' })).format(n);

/** An amount in the price list's currency. @param {number} n */
export const money = (n) => `$${n === 0 ? '0' : n < 0.01 ? n.toFixed(4) : n.toFixed(2)}`;
