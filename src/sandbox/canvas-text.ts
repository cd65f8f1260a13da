import type { Canvas } from './facts.ts';
import { newId } from './ids.ts';

/** A canvas is a list of sections, each a heading or a paragraph of Markdown. */

type Section = Canvas['sections'][number];

export function sectionsOf(markdown: string): Section[] {
  const parts = markdown.split(/\n\s*\n|\n(?=#{1,3} )|(?<=^#{1,3} [^\n]*)\n/m).map((part) => part.trim());
  return parts.filter(Boolean).map((part) => ({ id: `temp:C:${newId('', 12)}`, markdown: part }));
}

interface Change {
  operation: 'insert_after' | 'insert_before' | 'insert_at_start' | 'insert_at_end' | 'replace' | 'delete';
  section_id?: string | undefined;
  document_content?: { markdown: string } | undefined;
}

/** The sections after a change; nothing when it names a section that is not there. */
export function edited(
  sections: readonly Section[],
  { operation, section_id, document_content }: Change,
): Section[] | undefined {
  const written = sectionsOf(document_content?.markdown ?? '');
  if (operation === 'insert_at_start') return [...written, ...sections];
  if (operation === 'insert_at_end') return [...sections, ...written];
  if (operation === 'replace' && section_id === undefined) return written;
  const at = sections.findIndex(({ id }) => id === section_id);
  const there = sections[at];
  if (!there) return undefined;
  const middle = {
    insert_after: [there, ...written],
    insert_before: [...written, there],
    replace: written,
    delete: [],
  }[operation];
  return [...sections.slice(0, at), ...middle, ...sections.slice(at + 1)];
}

interface Criteria {
  section_types?: readonly ('any_header' | 'h1' | 'h2' | 'h3')[] | undefined;
  contains_text?: string | undefined;
}

export function matching(sections: readonly Section[], { section_types, contains_text }: Criteria): Section[] {
  return sections.filter(({ markdown }) => {
    const depth = /^(#{1,3}) /.exec(markdown)?.[1]?.length;
    const isWanted = (type: string) => depth !== undefined && (type === 'any_header' || type === `h${depth}`);
    const typed = section_types === undefined || section_types.some(isWanted);
    return typed && markdown.toLowerCase().includes((contains_text ?? '').toLowerCase());
  });
}
