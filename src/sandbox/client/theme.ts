/** Light or dark: as the system has it, until somebody says otherwise. Kept for all windows. */

const THEMES = ['as the system', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];
const KEY = 'hypha-theme';

export function themeNow(): Theme {
  const kept = localStorage.getItem(KEY);
  return THEMES.find((theme) => theme === kept) ?? 'as the system';
}

export function turnTheme(): Theme {
  const next = THEMES[(THEMES.indexOf(themeNow()) + 1) % THEMES.length] ?? 'as the system';
  localStorage.setItem(KEY, next);
  showTheme();
  return next;
}

export function showTheme(): void {
  const theme = themeNow();
  if (theme === 'as the system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
