import { useMay, useSignedIn } from "@/app/context";
import { Button, IconButton } from "@/ui/Button";
import { Empty } from "@/ui/Notice";
import { useCanCreate } from "./rights";
import { useShell } from "./shell_context";

/** When there is no channel to show: a new workspace, or a channel that is gone or not ours to see. */
export function HomePage({ missing = false }: { missing?: boolean }) {
  const { me } = useSignedIn();
  const { narrow, openDrawer, openDialog } = useShell();
  const browse = useMay("channel_directory");
  const create = useCanCreate();
  return (
    <main id="main" className="page" tabIndex={-1}>
      <header className="page-head">
        {narrow && <IconButton icon="menu" label="Channels and people" onPress={openDrawer} />}
        <h1>{missing ? "Channel not found" : me.workspace.name}</h1>
      </header>
      <div className="page-body page-centre">
        <Empty
          icon={missing ? "compass" : "message"}
          title={missing ? "This channel is not here" : `Welcome aboard, ${me.user.display_name}`}
        >
          <p>
            {missing
              ? "It may have been deleted, or you are not a member of it."
              : "You are in no channel yet. Join one, make one, or write to somebody."}
          </p>
          <div className="button-row">
            {browse && (
              <Button look="primary" icon="compass" onPress={() => openDialog("browse")}>
                Browse channels
              </Button>
            )}
            {create && (
              <Button icon="plus" onPress={() => openDialog("create")}>
                Create a channel
              </Button>
            )}
            <Button icon="message" onPress={() => openDialog("direct")}>
              Message someone
            </Button>
          </div>
        </Empty>
      </div>
    </main>
  );
}
