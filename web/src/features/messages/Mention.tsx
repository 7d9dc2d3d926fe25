// A group that a message mentions; it stands out for those who are in it.
import { Fragment } from "react";
import { partsOf } from "./mentions";
import { useGroups } from "./use_groups";

export function Mention({ group }: { group: string }) {
  const found = useGroups().find(({ id }) => id === group);
  return (
    <span className="mention" data-own={found?.member || undefined}>
      @{found?.name ?? "a group"}
      {found?.member && <span className="sr-only"> (you are in it)</span>}
    </span>
  );
}

/** A line of text with its mentions. */
export function WithMentions({ text }: { text: string }) {
  if (!text.includes("<@")) return text;
  return partsOf(text).map((part, index) => (
    <Fragment key={index}>{"group" in part ? <Mention group={part.group} /> : part.text}</Fragment>
  ));
}
