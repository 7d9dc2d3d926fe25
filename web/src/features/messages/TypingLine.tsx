import { nameOf, useChat } from "@/app/context";

export function TypingLine({ channel }: { channel: string }) {
  const typing = useChat((state) => state.typing[channel]);
  const users = useChat((state) => state.users);
  const names = Object.keys(typing ?? {}).map((id) => nameOf(users[id]));
  const text =
    names.length === 0
      ? ""
      : names.length === 1
        ? `${names[0]} is typing…`
        : names.length === 2
          ? `${names[0]} and ${names[1]} are typing…`
          : "Several people are typing…";
  return (
    <p className="typing" data-on={names.length > 0 || undefined}>
      {text && (
        <span className="typing-dots" aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
      )}
      {text}
    </p>
  );
}
