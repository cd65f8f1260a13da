import { type RefusalCode, refusalCodes } from '../errors.ts';
import type { Result } from '../run.ts';
import { plain } from './plain.ts';
