"""The machines of a round, the line between them, and the stick; they outlast their processes."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from ppir_desktop.common.closing import Closes
from tests.soak.cast import MEMBERS, OFFICE
from tests.soak.desk import Desk
from tests.soak.opening import Opened, open_round
from tests.support.hub import RunningHub, running_hub
from tests.support.tunnel import Tunnel


class World(Closes):
    """Everything that there is.

    Attributes:
        folder: Where all of it lies.
        stick: Where bundles and backups lie.
        hub: The hub, which serves or was killed.
        tunnel: The line that everybody calls it by.
        opened: The round.
        desks: The machines, by who has them.
    """

    def __init__(self, folder: Path) -> None:
        """Make it all in a folder, and open the round."""
        self.folder, self.stick = folder, folder / "stick"
        self.stick.mkdir(parents=True)
        self._closing = ExitStack()
        self._serving = ExitStack()
        try:
            self.hub = self._serve()
            self.tunnel = self._closing.enter_context(Tunnel(self.hub.address))
            told = self.hub._replace(address=self.tunnel.address)
            self.opened: Opened = open_round(folder, told)
            self.desks = {who: Desk(who, folder, self.opened.round) for who in (OFFICE, *MEMBERS)}
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End every process; the files stay."""
        for desk in getattr(self, "desks", {}).values():
            desk.close()
        self._serving.close()
        self._closing.close()

    def kill_hub(self) -> None:
        """Kill the hub, if it serves."""
        self.hub.process.kill()
        self.hub.process.wait()

    def mend(self) -> None:
        """Let the line be well, and have the hub serve again if it was killed."""
        self.tunnel.calm()
        if self.hub.process.poll() is not None:
            self._serving.close()
            self.hub = self._serve()
            self.tunnel.aim(self.hub.address)

    def restart(self) -> None:
        """Kill every process, and have the hub serve again."""
        for desk in self.desks.values():
            desk.kill()
        self.kill_hub()
        self.mend()

    def _serve(self) -> RunningHub:
        return self._serving.enter_context(running_hub(self.folder / "hub"))
