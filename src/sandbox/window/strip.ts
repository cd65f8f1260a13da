import { stripTypeScriptTypes } from 'node:module';

/**
 * TypeScript with its types taken out. Node calls that an experiment and warns of it, once, while it is asked. Nobody who opens
 * a sandbox can do anything about it, so this one warning is dropped, and every other goes its way.
 */
export function withoutTypes(text: string): string {
  const { emitWarning } = process;
  process.emitWarning = (...warning: unknown[]) => {
    if (!String(warning[0]).includes('stripTypeScriptTypes')) Reflect.apply(emitWarning, process, warning);
  };
  try {
    return stripTypeScriptTypes(text);
  } finally {
    process.emitWarning = emitWarning;
  }
}
