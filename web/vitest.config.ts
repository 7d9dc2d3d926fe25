// The unit tests: pure pieces and state, without a browser. What needs one is in e2e/.
import { defineConfig, mergeConfig } from "vitest/config";
import type { Reporter } from "vitest/reporters";
import vite from "./vite.config";

process.env["TZ"] = "UTC"; // days begin at midnight here, whoever runs this

/** The counts, in the words of node's own test runner. */
const counts: Reporter = {
  onTestRunEnd(modules) {
    const all = modules.flatMap((module) => [...module.children.allTests()]);
    const of = (state: string) => all.filter((test) => test.result().state === state).length;
    console.log(`# tests ${all.length}\n# pass ${of("passed")}\n# fail ${of("failed")}\n# skipped ${of("skipped")}`);
  },
};

export default mergeConfig(
  vite,
  defineConfig({
    test: {
      environment: "node",
      include: ["tests/**/*.test.{ts,tsx}"],
      reporters: ["default", counts],
      unstubGlobals: true,
      restoreMocks: true,
      testTimeout: 15_000,
    },
  }),
);
