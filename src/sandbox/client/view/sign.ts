import { type ComponentChild, h } from 'preact';

/** Our own signs, drawn with lines, in the colour of the text beside them. */
const PATHS = {
  hash: 'M6 3 4.5 17M13 3l-1.5 14M3 7.5h14M2.5 13h14',
  lock: 'M5 9h10v8H5zM7 9V6.5a3 3 0 0 1 6 0V9',
  globe: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M3 10h14M10 3c-4.5 4-4.5 10 0 14M10 3c4.5 4 4.5 10 0 14',
  reply: 'M4 4h12v9H9l-3.5 3.5V13H4z',
  smile: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M7.5 8v.5M12.5 8v.5M6.8 11.8c1.6 2.4 4.8 2.4 6.4 0',
  more: 'M5 10h.01M10 10h.01M15 10h.01',
  search: 'M9 4a5 5 0 1 0 0 10A5 5 0 0 0 9 4M12.7 12.7 17 17',
  menu: 'M3 5.5h14M3 10h14M3 14.5h14',
  close: 'M5 5l10 10M15 5 5 15',
  send: 'M3.5 4 17 10 3.5 16l2-6zM5.5 10H11',
  plus: 'M10 4v12M4 10h12',
  down: 'M5 8l5 5 5-5',
  left: 'M12 5l-5 5 5 5',
  right: 'M8 5l5 5-5 5',
  clock: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M10 6v4.200l2.800 1.800',
  pause: 'M7.500 5v10M12.500 5v10',
  walk: 'M4 5l5 5-5 5M10.500 5l5 5-5 5',
  repeat: 'M4 9.500A6 6 0 0 1 15 7M16 10.500A6 6 0 0 1 5 13M15.500 3.500V7H12M4.500 16.500V13H8',
  theme: 'M10 3a7 7 0 1 0 0 14zM10 3a7 7 0 0 1 0 14',
  people:
    'M7.5 4.5a2.7 2.7 0 1 0 0 5.4 2.7 2.7 0 0 0 0-5.4M2.5 16c.5-5 9.500-5 10 0M13 5a2.500 2.500 0 0 1 0 4.800M14.500 12c1.800.6 2.800 2 3 4',
  window: 'M3 6h10v10H3zM8 6V3.500h9V12h-4',
  pencil: 'M4 16l1-4 8.500-8.500 3 3L8 15z',
  calendar: 'M4 5h12v11H4zM4 8.500h12M7 3v3.500M13 3v3.500',
  help: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M7.800 8a2.200 2.200 0 1 1 3.300 2c-.8.500-1.100.900-1.100 1.700M10 14.200h.01',
  apps: 'M10 17V9M10 9C5 9 4 6.500 4 3.500c4 0 6 1.500 6 5.500M10 11c5 0 6-2.500 6-5-4 0-6 1-6 5',
  trash: 'M4 6h12M8 6V4h4v2M5.5 6l.7 11h7.6l.7-11M8.500 9v5M11.500 9v5',
  file: 'M5 3h6.500L15 6.500V17H5zM11.500 3v3.500H15',
  image: 'M3.500 4.500h13v11h-13zM3.500 13l4-4 3.500 3.500 2-2 3.500 3.500M13 7.500h.01',
} as const;

export type SignName = keyof typeof PATHS;

export function sign(name: SignName): ComponentChild {
  return h(
    'svg',
    { class: `sign sign-${name}`, viewBox: '0 0 20 20', 'aria-hidden': 'true', focusable: 'false' },
    h('path', { d: PATHS[name] }),
  );
}
