// What ./run --demo tells: a small maker of tide gauges in a week before a release. A line is "who| text"; " ⏎ " is a new
// line in the message, " => " an edit of it.
export const workspace = { slug: "demo", name: "Tidewater Instruments" };

export const owner = { username: "mara", name: "Mara Lindqvist" };
export const people = [
  { username: "jonas", name: "Jonas Weber", tier: "admin" },
  { username: "aiko", name: "Aiko Tanaka", tier: "member" },
  { username: "tom", name: "Tom Okafor", tier: "member" },
  { username: "lucia", name: "Lucía Ferrer", tier: "member" },
  { username: "sven", name: "Sven Halvorsen", tier: "member" },
  { username: "priya", name: "Priya Nair", tier: "member" },
  { username: "ewan", name: "Ewan Macrae", tier: "member" },
  { username: "ines", name: "Inês Duarte (auditor)", tier: "viewer" },
];
// What posts by a webhook.
export const programs = { rig: "Bench rig", builds: "Builds" };
const everyone = [owner, ...people].map(({ username }) => username);

const lines = (text) => text.trim().split("\n");

export const channels = [
  {
    name: "general", kind: "public", topic: "Everybody, everything that concerns us all", members: everyone,
    story: lines(`
mara| Morning all! **Release week.** Firmware 4.2 goes to the harbour fleet on Friday, so please keep this channel for things everybody has to know.
jonas| Everyone has an account now. Sessions can be seen and ended under *Settings → Sessions* – have a look once, it takes ten seconds.
aiko| good morning from a very grey harbour 🌧️
tom| Morning! The new pressure sensors came in. 40 of them, all with the right connector this time 🎉
lucia| All **forty**? I had bet on thirty-eight.
tom| I counted twice, because I knew you would ask.
mara| Plan for the week: ⏎  ⏎ 1. **Mon–Tue** bench tests of 4.2 ⏎ 2. **Wed** two gauges on the east pier ⏎ 3. **Thu** go / no-go at 14:00 ⏎ 4. **Fri** the fleet, ten at a time
ewan| Can we move go/no-go to 15:00? I am on the water until about 14:30. => Can we move go/no-go to 15:00? I am on the water until 14:30, and the ferry is *never* early.
mara| 15:00 it is.
priya| The dashboard will be read-only for two minutes at noon: new index on the readings table.
priya| Done. 48 seconds, and the week view went from 2.1 s to ~~0.4 s~~ **0.3 s**.
lucia| That is lovely. The harbour master will think we bought a new server.
sven| Reminder: the workshop door sticks again. Push at the *bottom*. Do not kick it, it has feelings.
aiko| It also has my coat in it.
sven| Freed.
jonas| Inês from the auditors joins us this week. She can read the public channels and post nothing – that is what the *viewer* tier is for.
mara| Welcome Inês! Ask whoever you like by e-mail, and we answer here so that it is written down.
tom| Lunch at 12:30? The soup place has the fish thing again.
ewan| The fish thing! Yes.
aiko| yes
lucia| Yes, and I owe Tom one for the sensors.
mara| Go / no-go for 4.2: **go**. Thank you all, and Sven especially for the cable hunt.
sven| It was the third cable. It is always the third cable.
priya| Fleet update finished at 16:40: 62 of 62 gauges on 4.2, no rollback. 🚢
mara| That calls for cake. Monday, 15:00, kitchen.
`),
  },
  {
    name: "firmware", kind: "public", topic: "4.2 and what comes after", members: ["mara", "aiko", "tom", "sven", "priya", "jonas"],
    story: lines(`
rig| Run 1 of \`fw-4.2.0-rc1\`: boots, samples, sleeps. Deep sleep **38 µA**, wanted ≤ 25 µA.
aiko| Bench test 1 of 4.2: boots, samples, sleeps. Current in deep sleep is 38 µA, we wanted ≤ 25 µA.
sven| Which board?
aiko| rev C, the one with the blue cap
tom| Rev C has the pull-up on \`ALERT\`. That is 10 µA on its own.
aiko| so who is eating the rest
sven| Let me look at the trace.
sven| The ADC is never powered down after the self-test: ⏎  ⏎ \`\`\`c ⏎ if (self_test(&adc) == OK) { ⏎   state = SAMPLING;      /* and the reference stays on */ ⏎ } ⏎ \`\`\`
aiko| oh no. that's mine
sven| That is *ours*, I reviewed it.
aiko| fix: ⏎  ⏎ \`\`\`c ⏎ if (self_test(&adc) == OK) { ⏎   adc_reference_off(&adc); ⏎   state = SAMPLING; ⏎ } ⏎ \`\`\`
tom| Measured with the fix: **23.6 µA**. We are under. => Measured with the fix: **23.6 µA** over an hour at 5 °C. We are under.
aiko| 🥳
priya| From the ingest side: 4.2 sends \`seq\` as a string when it resumes after a reboot. Is that meant?
aiko| no!
aiko| can you paste one
priya| \`{"gauge":"east-07","seq":"118223","mm":2417}\` ⏎  ⏎ the one before it has \`"seq":118222\`
aiko| found it, the journal keeps it as text. parsing it back now, with a test that reboots in the middle of a batch
priya| I will keep accepting both for a week and count them. It should go to zero.
sven| Do we have a test where the clock jumps *backwards*? GPS did that to us in March.
aiko| we have one for +1 h, none for backwards
sven| Then that is mine for this afternoon.
sven| It fails, of course. Readings between the two clocks get the same timestamp. ⏎  ⏎ > a gauge must never report two levels for one moment ⏎  ⏎ That sentence is in our own manual.
tom| I love that our manual is now a test oracle.
sven| Fixed by numbering within the second. Passes 500 runs with random jumps.
jonas| Release notes so far – say if something is missing: ⏎  ⏎ - deep sleep below 25 µA (rev C) ⏎ - no duplicate moments when the clock steps back ⏎ - \`seq\` is always a number ⏎ - boot log carries the board's serial
tom| - the LED no longer blinks at night. The lighthouse people asked *very* politely.
jonas| Added. Tagged \`fw-4.2.0-rc2\`.
builds| \`fw-4.2.0-rc2\` built and signed: 214 tests passed, 0 failed.
aiko| rc2 overnight on six boards, zero resets
mara| Those are the best words in this channel all month.
`),
  },
  {
    name: "field-work", kind: "public", topic: "Who is where, and what is the weather", members: ["mara", "tom", "lucia", "ewan", "sven", "ines"],
    story: lines(`
ewan| Forecast for Wednesday: wind 5, gusts 7 after noon. East pier before eleven, or not at all.
lucia| Then we leave at 7:30. I have the van. Who brings the long ladder?
tom| Ladder is in the van since Friday, because I am a *professional*.
tom| and because I forgot to take it out
lucia| List for the pier: ⏎  ⏎ - two gauges (east-07, east-09) ⏎ - 12 V battery, spare ⏎ - the **good** cable ties ⏎ - thermos
ewan| Two thermoses.
ewan| On the pier. east-07 is off the wall, the bracket looks like it came from a wreck. => On the pier. east-07 is off the wall; the bracket looks like it came from a wreck. New one fits.
lucia| Reading 2417 mm, staff says 2415. Within tolerance.
tom| east-09 does not answer on the service port.
sven| Is the orange LED on?
tom| Off.
sven| Fuse, then cable, then me.
tom| Fuse good.
tom| It was the cable.
ewan| The *third* cable?
tom| The third cable.
lucia| Both on the wall, both talking, back in the van at 10:50. First raindrop at 10:52. 😎
mara| Superb. Photos for the file, please.
lucia| In the shared folder, with the serials readable this time.
ewan| Note for next time: the rail at the steps is loose. I told the harbour office, they answered with a ticket number: H-2231.
`),
  },
  {
    name: "random", kind: "public", topic: "Cake, boats, puns", members: everyone.filter((name) => name !== "ines"),
    story: lines(`
tom| Why do tide gauges make poor gamblers?
aiko| oh no
tom| They always know when to stop at the high-water mark.
lucia| Tom. It is *nine in the morning*.
ewan| I laughed. I am not proud of it.
priya| There is a seal on the slipway. I repeat, there is a **seal** on the slipway.
aiko| 🦭🦭🦭
sven| Her name is Brigitte. She is there every November.
lucia| How do you know it is Brigitte?
sven| The notch in the left flipper. And the attitude.
priya| Cake poll for Monday: lemon, or that dense chocolate one?
jonas| Chocolate.
tom| Lemon!
aiko| chocolate
ewan| Chocolate, and I bring the lemon one as well, so that Tom does not have to sulk.
tom| This is why you are my favourite.
mara| Somebody left a single glove in the meeting room. It has been there for *two years*. I am starting to respect it.
sven| That is the glove of the previous owner of the building. It stays.
`),
  },
  {
    name: "on-call", kind: "private", topic: "Alarms, and what was done about them", members: ["jonas", "priya", "sven", "mara"],
    story: lines(`
priya| 02:14 \`west-03\` silent for 20 minutes. Looking.
priya| 02:19 neighbours are fine, so not the gateway. Battery at 11.2 V and falling.
sven| Solar panel covered? There was wet snow.
priya| Probably. It came back at 09:40, with the sun. No data lost: it sent 84 stored readings in one go.
sven| Good journal. I will put *clean panel* on the list of the next visit.
jonas| Hand-over for this week: Priya → Sven, Monday 9:00.
sven| Got it. Phone is on, the *loud* ring.
jonas| We had 3 sign-in failures on the dashboard account from one address. Locked for a while by itself, and it is in the audit log.
priya| That was me, new keyboard 🙈
jonas| Then the log tells the truth. I keep the note anyway.
sven| 23:50 low battery \`west-03\` again. Going there tomorrow with a panel.
mara| Take Ewan, please. Nobody on the west wall alone, not even for five minutes.
sven| Of course.
sven| Panel changed, 13.9 V. Closing this one. => Panel changed, 13.9 V at noon. The old one had a crack from corner to corner. Closing this one.
`),
  },
  {
    name: "planning", kind: "private", topic: "Offers and next year", members: ["mara", "jonas", "lucia"],
    story: lines(`
mara| The port of Aveiro asks for **24 gauges** by April. Can we?
lucia| Boards yes, housings no: the mould has six weeks.
jonas| If we order the housings this week, the buffer is nine days.
lucia| Nine days in *winter*.
mara| What would make you comfortable?
lucia| Twelve in April, twelve in June. Everybody sleeps at night.
mara| I offer that. They care about the first twelve anyway.
jonas| Numbers: ⏎  ⏎ - housings 24 × 212 ⏎ - boards 24 × 148 ⏎ - two weeks of Ewan, who is worth *every* one
mara| Sent.
mara| They said yes, with a smiley. In a *tender*.
lucia| Framing that e-mail.
`),
  },
];

export const directs = [
  {
    between: ["mara", "jonas"],
    story: lines(`
mara| Could you check that Inês really cannot see #planning?
jonas| Checked as her: it is not in her list, and its address answers as if it did not exist.
mara| Perfect, that is the answer I wanted to give the auditors.
jonas| The permission matrix is in the docs too: one page, made from the code.
`),
  },
  {
    between: ["aiko", "sven"],
    story: lines(`
aiko| thank you for saying "ours" about the ADC thing
sven| It was the truth. And you found the fix in four minutes.
aiko| three and a half 😄
sven| Coffee? My turn.
`),
  },
  {
    between: ["tom", "lucia"],
    story: lines(`
lucia| Do you still have my torque wrench?
tom| Define *still*.
lucia| Tom.
tom| It is on your bench since this morning, cleaned, with a biscuit on top.
lucia| You are forgiven until Thursday.
`),
  },
  {
    between: ["priya", "mara"],
    story: lines(`
priya| May I take the Monday after the release off?
mara| Please do. But the cake is at 15:00.
priya| I will come by *for the cake only*.
`),
  },
];

// inside: groups whose people are in it too. channel: follows it. managers: without any permission in the workspace.
export const groups = [
  { name: "Workshop", visibility: "public", description: "Who builds and mends", members: ["tom", "sven"] },
  { name: "Firmware", visibility: "public", description: "Who writes what runs in a gauge", members: ["aiko", "priya"], managers: ["aiko"] },
  { name: "Technicians", visibility: "public", description: "Workshop and firmware together", inside: ["Workshop", "Firmware"] },
  { name: "On call", visibility: "private", description: "Whom alarms wake", members: ["jonas", "priya", "sven"], channel: "on-call" },
  { name: "Wage talks", visibility: "hidden", description: "Until January", members: ["jonas", "lucia"] },
];
