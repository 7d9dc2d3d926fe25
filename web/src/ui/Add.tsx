// Choosing one of several and adding it.
import { useState } from "react";
import { Button } from "./Button";
import { Choice } from "./Field";

interface AddProps {
  label: string;
  action: string;
  options: readonly { id: string; name: string; hint?: string }[];
  busy: boolean;
  onAdd: (id: string) => void;
}

export function Add({ label, action, options, busy, onAdd }: AddProps) {
  const [chosen, setChosen] = useState("");
  const known = options.some(({ id }) => id === chosen);
  return (
    <div className="form">
      <Choice label={label} value={chosen} options={options} onChange={setChosen} isDisabled={options.length === 0} />
      <div className="form-actions">
        <Button look="primary" isDisabled={!known} isPending={busy} onPress={() => onAdd(chosen)}>
          {action}
        </Button>
      </div>
    </div>
  );
}
