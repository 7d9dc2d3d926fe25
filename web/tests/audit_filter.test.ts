import { expect, test } from "vitest";
import { whomOrWhat } from "@/features/admin/audit/filter";
import { user } from "./make";

const ada = { ...user("usr_01h455vb4pex5vsknk084sn02q"), username: "ada", display_name: "Ada Lovelace" };
const asked = (text: string) => whomOrWhat(text, [ada]);

test("people are found by either of their names", () => {
  for (const text of ["ada", "@ada", " Ada ", "ada lovelace"]) expect(asked(text)).toEqual({ actor: ada.id });
  expect(asked("grace")).toBeNull();
});

test("addresses and ids are told apart", () => {
  expect(asked("127.0.0.1")).toEqual({ address: "127.0.0.1" });
  expect(asked("2001:db8::1")).toEqual({ address: "2001:db8::1" });
  expect(asked("usr_01h455vb4pex5vsknk084sn02r")).toEqual({ actor: "usr_01h455vb4pex5vsknk084sn02r" });
  expect(asked("chn_01h455vb4pex5vsknk084sn02r")).toEqual({ target: "chn_01h455vb4pex5vsknk084sn02r" });
  expect(asked("")).toEqual({});
});
