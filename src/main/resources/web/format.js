// Numbers, sizes and times as people read them.

const whole = new Intl.NumberFormat('en');
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

export const count = (number) => whole.format(number);

/** Three digits, more only where the number has them before its point. */
export function rate(number) {
  if (number >= 100 || number === 0) return whole.format(Math.round(number));
  return number.toFixed(number < 10 ? 1 : 0);
}

export function bytes(number) {
  let unit = 0;
  let left = number;
  for (; left >= 1000 && unit < UNITS.length - 1; unit++) left /= 1024;
  return `${unit === 0 ? left.toFixed(0) : rate(left)} ${UNITS[unit]}`;
}

/** Below a minute in seconds with so many `digits`. */
export function duration(milliseconds, digits = 1) {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(digits)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** The time of the day, with the date where that is another day's. */
export function moment(text) {
  const then = new Date(text);
  const today = then.toDateString() === new Date().toDateString();
  return then.toLocaleString([], today ? { timeStyle: 'medium' } : { dateStyle: 'medium', timeStyle: 'short' });
}

/** `not_found` as `not found`. */
export const words = (word) => word.replaceAll('_', ' ');
