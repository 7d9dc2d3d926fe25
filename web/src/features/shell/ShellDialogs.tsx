import { SearchDialog } from "../search/SearchDialog";
import { BrowseDialog } from "./BrowseDialog";
import { CreateChannelDialog } from "./CreateChannelDialog";
import { JumpDialog } from "./JumpDialog";
import type { ShellDialog } from "./shell_context";

export function ShellDialogs({ dialog, onClose }: { dialog: ShellDialog | null; onClose: () => void }) {
  switch (dialog) {
    case "jump":
      return <JumpDialog onClose={onClose} />;
    case "search":
      return <SearchDialog onClose={onClose} />;
    case "direct":
      return <JumpDialog onClose={onClose} peopleOnly />;
    case "create":
      return <CreateChannelDialog onClose={onClose} />;
    case "browse":
      return <BrowseDialog onClose={onClose} />;
    case null:
      return null;
  }
}
