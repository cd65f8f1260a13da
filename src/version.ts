import { z } from 'zod';
import about from '../package.json' with { type: 'json' };

export const { version } = z.object({ version: z.string() }).parse(about);
