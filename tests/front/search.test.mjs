// Search over sealed messages through the front door: what is found, by whom, and what no longer is.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { invite, setUp, startServer } from "./harness.mjs";

const server = await startServer(after);
const owner = await setUp(server, "acme", { link: server.setupLink });
const member = await invite(owner, "member", "mia");
const outsider = await invite(owner, "member", "otto");
const general = (await owner.get("/channels")).items[0];

const path = (q, more = {}) => `/search?${new URLSearchParams({ q, ...more })}`;
const find = (person, q, more) => person.get(path(q, more));
const texts = async (person, q, more) => (await find(person, q, more)).items.map(({ message }) => message.text);
const refused = (person, q, status = 422, code = "invalid_field", more = {}) =>
  person.refused(status, code, "GET", path(q, more));

// A word of letters only that occurs in no other test.
let made = 0;
const fresh = () => `q${"abcdefghij"[made / 10 | 0]}${"abcdefghij"[made++ % 10]}zebu`;

test("a word finds the messages that hold it, with the channel and where in the text it stands", async () => {
  const word = fresh();
  const message = await owner.say(general, `Ünder the ${word}, 𝒳 twice: ${word.toUpperCase()}!`);
  await owner.say(general, "something else");
  const page = await find(owner, word);
  assert.equal(page.items.length, 1);
  assert.equal(page.next, null);
  const [hit] = page.items;
  assert.deepEqual(hit.message, message);
  assert.equal(hit.channel.id, general.id);
  assert.equal(hit.channel.name, "general");
  const letters = [...message.text];
  assert.deepEqual(hit.highlights.map(({ from, to }) => letters.slice(from, to).join("")), [word, word.toUpperCase()]);
});

test("all words are wanted, in any order and any form of the word", async () => {
  const word = fresh();
  await owner.say(general, `${word} the meetings were running late`);
  await owner.say(general, `${word} a meeting`);
  assert.equal((await find(owner, `${word} meeting`)).items.length, 2);
  assert.equal((await find(owner, `run ${word} MEETING`)).items.length, 1);
  assert.equal((await find(owner, `${word} absentword`)).items.length, 0);
});

test("a phrase is found as it stands only", async () => {
  const word = fresh();
  await owner.say(general, `${word} red apples and green pears`);
  await owner.say(general, `${word} green apples and red pears`);
  assert.deepEqual(await texts(owner, `${word} "red apples"`), [`${word} red apples and green pears`]);
  assert.deepEqual(await texts(owner, `${word} "red apple"`), []);
  assert.equal((await texts(owner, `${word} "green pears" apple`)).length, 1);
});

test("a beginning finds longer words, and one longer than the index keeps is still exact", async () => {
  const word = fresh();
  await owner.say(general, `${word} internationalisation`);
  await owner.say(general, `${word} internal`);
  await owner.say(general, `${word} int`);
  assert.equal((await texts(owner, `${word} int*`)).length, 3);
  assert.equal((await texts(owner, `${word} inter*`)).length, 2);
  assert.deepEqual(await texts(owner, `${word} internat*`), [`${word} internationalisation`]);
  assert.deepEqual(await texts(owner, `${word} -internat*`), [`${word} int`, `${word} internal`]);
  assert.match((await refused(owner, "in*")).detail, /3 letters/);
});

test("an excluded word or phrase keeps messages out", async () => {
  const word = fresh();
  await owner.say(general, `${word} with sugar`);
  await owner.say(general, `${word} with salt and milk`);
  assert.deepEqual(await texts(owner, `${word} -sugar`), [`${word} with salt and milk`]);
  assert.deepEqual(await texts(owner, `${word} -"salt and milk"`), [`${word} with sugar`]);
});

test("filters narrow by author, channel, day and link", async () => {
  const word = fresh();
  const other = await owner.channel("public", "Second Floor");
  await member.put(`/channels/${general.id}/members/${member.id}`);
  await owner.say(general, `${word} one`);
  await member.say(general, `${word} two https://example.org/page`);
  await owner.say(other, `${word} three`);
  assert.deepEqual(await texts(owner, `${word} from:@mia`), [`${word} two https://example.org/page`]);
  assert.equal((await texts(owner, `${word} from:me`)).length, 2);
  assert.equal((await texts(owner, `${word} from:me from:mia`)).length, 3);
  assert.deepEqual(await texts(owner, `${word} in:#second-floor`), [`${word} three`]);
  assert.deepEqual(await texts(owner, `${word} in:"Second Floor"`), [`${word} three`]);
  assert.deepEqual(await texts(member, `${word} in:${other.id}`), [`${word} three`]);
  assert.deepEqual(await texts(owner, `${word} has:link`), [`${word} two https://example.org/page`]);
  assert.deepEqual(await texts(owner, `in:#second-floor`), [`${word} three`]);
  assert.equal((await texts(owner, `${word} "https example.org"`)).length, 1);
  const today = new Date().toISOString().slice(0, 10);
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  assert.equal((await texts(owner, `${word} on:${today}`)).length, 3);
  assert.equal((await texts(owner, `${word} after:${yesterday} before:${tomorrow}`)).length, 3);
  assert.equal((await texts(owner, `${word} before:${today}`)).length, 0);
  assert.equal((await texts(owner, `${word} after:${today}`)).length, 0);
});

test("a message of a private channel or direct conversation is found by its members only", async () => {
  const word = fresh();
  const hidden = await owner.channel("private", "Board");
  await owner.put(`/channels/${hidden.id}/members/${member.id}`);
  await owner.say(hidden, `${word} private`);
  const direct = await owner.post("/directs", { user: member.id });
  await owner.say(direct, `${word} direct`);
  assert.equal((await texts(owner, word)).length, 2);
  assert.equal((await texts(member, word)).length, 2);
  assert.deepEqual((await find(outsider, word)).items, []);
  assert.deepEqual(await texts(member, `${word} in:#board`), [`${word} private`]);
  await owner.delete(`/channels/${hidden.id}/members/${member.id}`);
  assert.deepEqual(await texts(member, word), [`${word} direct`]);
});

test("a channel that is hidden answers like one that does not exist", async () => {
  const hidden = await owner.channel("private", "Takeover");
  await owner.say(hidden, "secret");
  const one = await refused(outsider, "secret in:#takeover", 404, "channel_not_found");
  const two = await refused(outsider, "secret in:#nowhere", 404, "channel_not_found");
  const three = await refused(outsider, `secret in:${hidden.id}`, 404, "channel_not_found");
  for (const problem of [one, two, three]) delete problem.request_id;
  assert.deepEqual(one, two);
  assert.deepEqual(one, three);
});

test("public channels are found without joining them", async () => {
  const word = fresh();
  const open = await owner.channel("public");
  await owner.say(open, word);
  assert.equal((await find(outsider, word)).items.length, 1);
  assert.equal((await find(await invite(owner, "viewer"), word)).items.length, 1);
});

test("an edited message is found by its new words and no longer by the old ones", async () => {
  const [before, later] = [fresh(), fresh()];
  const message = await owner.say(general, `${before} draft`);
  await owner.patch(`/messages/${message.id}`, { text: `${later} final` });
  assert.deepEqual(await texts(owner, before), []);
  assert.deepEqual(await texts(owner, later), [`${later} final`]);
});

test("a deleted message, and those of a deleted channel, are not found", async () => {
  const word = fresh();
  const message = await owner.say(general, word);
  const gone = await owner.channel("public");
  for (let n = 0; n < 3; ++n) await owner.say(gone, `${word} ${n}`);
  assert.equal((await find(owner, word)).items.length, 4);
  await owner.delete(`/messages/${message.id}`);
  await owner.delete(`/channels/${gone.id}`);
  assert.deepEqual((await find(owner, word)).items, []);
});

test("pages follow each other without gaps or repetitions, the newest first among equals", async () => {
  const word = fresh();
  const sent = [];
  for (let n = 0; n < 25; ++n) sent.push((await owner.say(general, `${word} number ${n}`)).id);
  const seen = [];
  let next;
  do {
    const page = await find(owner, word, { limit: 10, ...(next ? { after: next } : {}) });
    seen.push(...page.items.map(({ message }) => message.id));
    next = page.next;
  } while (next);
  assert.deepEqual(seen, sent.toReversed());
  await refused(owner, word, 422, "invalid_field", { after: "nonsense" });
});

test("a message that says a word often and little else comes before one that mentions it", async () => {
  const word = fresh();
  await owner.say(general, `${word} ${word} ${word}`);
  await owner.say(general, `a long message about many other things that also mentions ${word} once near its end`);
  assert.equal((await texts(owner, word))[0], `${word} ${word} ${word}`);
});

test("queries that cannot be answered say what to write", async () => {
  for (const q of ["", "a".repeat(401), Array(17).fill("word").join(" "), "!!!", "-word", "before:2026-01-01",
    '"open', "word before:yesterday", "word has:cats", "word -in:#general", "word from:"]) {
    const answer = await owner.call("GET", path(q));
    assert.equal(answer.status, 422, `${q}: ${answer.text}`);
    assert.match(answer.json.field, /^query\.q$/);
  }
  await refused(owner, "word from:@nobody", 404, "user_not_found");
  await refused(owner, "word", 422, "invalid_field", { limit: 51 });
});

test("what looks like the index's own language is text", async () => {
  for (const q of ['a" OR "b', "NOT", "AND OR", "words : x", "tenant_id", "a NEAR b", "^x + y", "(", "{a b} : c"])
    assert.ok([200, 422].includes((await owner.call("GET", path(q))).status), q);
});

test("another workspace finds nothing of this one", async () => {
  const word = fresh();
  await owner.say(general, word);
  const stranger = await setUp(server, "other", { link: (await server.ctl("setup-link")).out, username: "sven" });
  assert.deepEqual((await find(stranger, word)).items, []);
  await refused(stranger, `${word} in:${general.id}`, 404, "channel_not_found");
  await refused(stranger, `${word} from:${owner.id}`, 404, "user_not_found");
});

test("without signing in there is no search", async () => {
  const answer = await owner.call("GET", path("word"), undefined, { token: undefined });
  assert.equal(answer.status, 401);
});

const sentences = {
  german: ["Die Häuser am Fluß wurden verkauft", ["haus", "Häusern", "fluss", "verkauf*", '"am fluss"']],
  french: ["L’école près de la mer était fermée", ["école", "écoles", "fermées", '"près de la mer"']],
  russian: ["Мы обсуждали новые книги вчера", ["книга", "КНИГУ", "обсуждать", "обсуж*", '"новые книги"']],
  other: ["東京都に住んでいます。カタカナとひらがな", ["東京", "カタカナ", "ｶﾀｶﾅ"]],
};
for (const [language, [text, queries]] of Object.entries(sentences)) {
  test(`words are found in ${language === "other" ? "Japanese" : language}`, async () => {
    const answer = await owner.patch("/workspace", { language });
    assert.equal(answer.language, language);
    await owner.say(general, text);
    for (const q of queries) assert.ok((await texts(owner, q)).includes(text), `${q} in ${text}`);
  });
}

test("after the language was changed, what was written before is found by its own rules too", async () => {
  await owner.patch("/workspace", { language: "english" });
  const word = fresh();
  await owner.say(general, `${word} the meetings`);
  await owner.patch("/workspace", { language: "german" });
  await owner.say(general, `${word} meetings`);
  assert.equal((await texts(owner, `${word} meetings`)).length, 2);
  assert.equal((await texts(owner, `${word} meeting`)).length >= 1, true);
});

test("members cannot change the language, and an unknown one is refused", async () => {
  await member.refused(403, "permission_denied", "PATCH", "/workspace", { language: "german" });
  await owner.refused(422, "invalid_field", "PATCH", "/workspace", { language: "klingon" });
  await owner.refused(422, "invalid_field", "PATCH", "/workspace", {});
});

test("after a crash, what was acknowledged is found", async () => {
  const word = fresh();
  await owner.say(general, word);
  await server.kill();
  await server.start();
  assert.equal((await find(owner, word)).items.length, 1);
});

test("what was acknowledged is found after kill -9, though it was not in the index yet", async () => {
  const word = fresh();
  const posts = await Promise.all(Array.from({ length: 60 }, (_, n) => owner.say(general, `${word} ${n}`)));
  await server.kill();
  await server.start();
  const page = await find(owner, word, { limit: 50 });
  assert.equal(page.items.length, 50);
  const rest = await find(owner, word, { limit: 50, after: page.next });
  const found = new Set([...page.items, ...rest.items].map(({ message }) => message.id));
  assert.deepEqual(found, new Set(posts.map(({ id }) => id)));
});
