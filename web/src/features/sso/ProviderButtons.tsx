// One button for each provider of the workspace that is named, once its name has settled.
import { useQuery } from "@tanstack/react-query";
import { beginSso, goToProvider, ssoChoices } from "@/api/sso";
import { Button } from "@/ui/Button";
import { useSubmission } from "@/ui/form";
import { FormError } from "@/ui/Notice";
import { useSettled } from "@/ui/use_settled";

export function ProviderButtons({ workspace }: { workspace: string }) {
  const settled = useSettled(workspace.trim().toLowerCase(), 400);
  const submission = useSubmission();
  const choices = useQuery({
    queryKey: ["sso-choices", settled],
    queryFn: () => ssoChoices(settled),
    enabled: settled !== "",
    retry: false,
  });
  const begin = (provider: string) =>
    void submission.run(async () => goToProvider(await beginSso(settled, provider), "sign-in"));

  if (!choices.data?.length) return null;
  return (
    <div className="form auth-other-ways">
      {choices.data.map(({ id, label }) => (
        <Button key={id} icon="door" isPending={submission.busy} onPress={() => begin(id)}>
          Continue with {label}
        </Button>
      ))}
      <FormError message={submission.error} />
    </div>
  );
}
