import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: {
      "@": here("./src"),
      // The package's browser build decodes entities through innerHTML, which Trusted Types refuses.
      "decode-named-character-reference": here("./node_modules/decode-named-character-reference/index.js"),
    },
  },
  esbuild: { jsx: "automatic" },
  build: {
    target: "es2022",
    assetsInlineLimit: 0, // data: URIs would need a wider content security policy
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  server: {
    proxy: {
      "/api": { target: process.env["WARDROOM_URL"] ?? "https://127.0.0.1:8443", secure: false, ws: true },
    },
  },
});
