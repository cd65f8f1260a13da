import { isObject } from './body.ts';
import type { Block } from './facts.ts';
import { newId } from './ids.ts';

/** Slack gives every block and interactive element an id, where the app gave none. */
export function completeBlocks(blocks: readonly Block[]): Block[] {
  return blocks.map(completeBlock);
}

function completeBlock(block: Block): Block {
  const completed: Block = { ...block, block_id: block.block_id ?? newId('', 5) };
  if (Array.isArray(block.elements) && block.type !== 'rich_text')
    completed.elements = block.elements.map(block.type === 'carousel' ? completeInner : completeElement);
  if (Array.isArray(block.child_blocks)) completed.child_blocks = block.child_blocks.map(completeInner);
  if (Array.isArray(block.actions)) completed.actions = block.actions.map(completeElement);
  if (block.accessory !== undefined) completed.accessory = completeElement(block.accessory);
  if (block.element !== undefined) completed.element = completeElement(block.element);
  return completed;
}

function completeInner(value: unknown): unknown {
  return isObject(value) && typeof value.type === 'string' ? completeBlock({ ...value, type: value.type }) : value;
}

const STILL = new Set(['image', 'mrkdwn', 'plain_text']);

function completeElement(element: unknown): unknown {
  if (!isObject(element) || STILL.has(String(element.type))) return element;
  return { ...element, action_id: element.action_id ?? newId('', 5) };
}
