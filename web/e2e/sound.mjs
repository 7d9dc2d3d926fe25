// What is asked of every page and dialog, whoever looks at it and on what screen.
import assert from "node:assert/strict";
import { AxeBuilder } from "@axe-core/playwright";

// What React Aria reads out it puts, for a moment, into a node whose label may be gone before the node is.
const spoken = "[data-live-announcer]";

export async function sound(visitor, what) {
  const { violations } = await new AxeBuilder({ page: visitor.page }).exclude(spoken).analyze();
  assert.deepEqual(violations.map(({ id, nodes }) => `${what}: ${id} ${nodes.map(({ target }) => target).join(" ")}`), []);
}

export async function fits(visitor, what) {
  assert.ok(await visitor.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${what} is wider than the screen`);
}
