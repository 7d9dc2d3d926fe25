// What a browser calls itself, as people would say it: "Firefox on Linux". Only for show; nothing depends on it.
const browsers: readonly [RegExp, string][] = [
  [/\bEdgA?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bFirefox\//, "Firefox"],
  [/\b(Chrome|HeadlessChrome|CriOS)\//, "Chrome"],
  [/\bSafari\//, "Safari"],
];

const systems: readonly [RegExp, string][] = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
];

const named = (table: readonly [RegExp, string][], text: string) => table.find(([sign]) => sign.test(text))?.[1];

export function clientName(client: string): string {
  const browser = named(browsers, client);
  if (!browser) return client.split(/[\s(]/)[0] || "Unknown client";
  const system = named(systems, client);
  return system ? `${browser} on ${system}` : browser;
}
