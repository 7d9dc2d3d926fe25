// One list of a group, and changing it: what was changed is asked for again.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useSubmission } from "@/ui/form";

export function useGroupPart<T>(group: string, part: string, ask: (group: string) => Promise<T>) {
  const queries = useQueryClient();
  const submission = useSubmission();
  const query = useQuery({ queryKey: ["groups", group, part], queryFn: () => ask(group), staleTime: 0 });
  const change = async (work: () => Promise<unknown>): Promise<boolean> => {
    const done = await submission.run(async () => void (await work()));
    await queries.invalidateQueries({ queryKey: ["groups"] });
    return Boolean(done);
  };
  return { query, submission, change };
}
