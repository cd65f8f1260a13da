import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { z } from 'zod';

const found = z.object({
  violations: z.array(
    z.object({
      id: z.string(),
      impact: z.string().nullish(),
      nodes: z.array(z.object({ html: z.string(), failureSummary: z.string().optional() })),
    }),
  ),
});

/** What keeps somebody out: what axe calls serious or critical. It runs beside the page, so the page's own rules stay as they are. */
export async function serious(page: Page): Promise<string[]> {
  const { violations } = found.parse(await page.evaluate(`(() => { ${axe.source}; return axe.run(document); })()`));
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 300)}\n${failureSummary}`),
    );
}
