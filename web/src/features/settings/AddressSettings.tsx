// One's own e-mail address, once a letter showed that it is one's own. Nobody else here sees it.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Form } from "react-aria-components";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { useSubmission } from "@/ui/form";
import { FormError } from "@/ui/Notice";
import { toast } from "@/ui/toast";
import { PageSection } from "../shell/TabbedPage";

export function AddressSettings() {
  const { chat } = useSignedIn();
  const queries = useQueryClient();
  const [address, setAddress] = useState("");
  const submission = useSubmission(["address"]);
  const own = useQuery({ queryKey: ["own-address"], queryFn: chat.api.address, staleTime: 0 });
  if (!own.data || (!own.data.mail && !own.data.address)) return null;

  const send = async () => {
    if (!address.trim()) return submission.fail("address", "Enter your e-mail address.");
    if (!(await submission.run(() => chat.api.beginAddress(address.trim())))) return;
    toast(`A letter is on its way to ${address.trim()}. Open its link to confirm.`);
    setAddress("");
  };
  const remove = async () => {
    if (!(await submission.run(() => chat.api.removeAddress()))) return;
    await queries.invalidateQueries({ queryKey: ["own-address"] });
    toast("Your address was removed.");
  };
  return (
    <PageSection title="E-mail address" lead="For a new password, should you forget yours. Nobody else here sees it.">
      {own.data.address ? (
        <div className="card">
          <div className="card-text">
            <span className="card-title">{own.data.address}</span>
          </div>
          <Button look="danger" isPending={submission.busy} onPress={() => void remove()} aria-label="Remove your e-mail address">
            Remove
          </Button>
        </div>
      ) : (
        <p className="field-hint">You have given none.</p>
      )}
      {own.data.mail && (
        <Form
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          <Field
            label={own.data.address ? "Another address" : "Your address"}
            name="address"
            type="email"
            autoComplete="email"
            autoCapitalize="none"
            spellCheck="false"
            value={address}
            onChange={setAddress}
            error={submission.fieldError("address")}
          />
          <div className="form-actions">
            <Button type="submit" isPending={submission.busy}>
              Send a letter to confirm it
            </Button>
          </div>
        </Form>
      )}
      <FormError message={submission.error} />
    </PageSection>
  );
}
