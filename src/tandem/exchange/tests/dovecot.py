"""A real IMAP server on loopback: Debian's Dovecot in a folder of its own, without a user of the system."""

from __future__ import annotations

import imaplib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from getpass import getuser
from grp import getgrgid
from pathlib import Path
from pwd import getpwnam
from urllib.parse import quote

import pytest

FOUND = shutil.which("dovecot") or ("/usr/sbin/dovecot" if Path("/usr/sbin/dovecot").exists() else None)
PASSWORD = "geheim/1@x"
CONFIG = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
{users}
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:{home}/mail/%u
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}/mail/%u
}}
service imap-login {{
  {chroot}
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  {chroot}
}}
"""


@dataclass
class Server:
    """Where it listens, and how mails get in."""

    port: int
    home: Path
    process: subprocess.Popen[bytes] | None = None

    def url(self, user: str, folder: str = "INBOX", password: str = PASSWORD) -> str:
        return f"imap://{user}:{quote(password, safe='')}@127.0.0.1:{self.port}/{folder}"

    @contextmanager
    def client(self, user: str) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=10) as client:
            client.login(user, PASSWORD)
            yield client

    def deliver(self, user: str, *mails: bytes, folder: str = "INBOX") -> None:
        """As if they had just come."""
        with self.client(user) as client:
            client.create(folder)
            for mail in mails:
                assert client.append(folder, "", None, mail)[0] == "OK"

    def flags(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """What is marked on the mails of a folder."""
        with self.client(user) as client:
            client.select(folder, readonly=True)
            _status, found = client.search(None, "ALL")
            numbers = found[0].split()
            return [client.fetch(number.decode(), "(FLAGS)")[1][0] for number in numbers]  # type: ignore[misc]

    def start(self) -> None:
        config = self.home / "dovecot.conf"
        self.process = subprocess.Popen([str(FOUND), "-F", "-c", str(config)])
        for _try in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise RuntimeError((self.home / "log").read_text())

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(10)
            self.process = None


@contextmanager
def imap_server() -> Iterator[Server]:
    """Dovecot while the test runs; where it is not installed, the test says loudly that it did not run."""
    if FOUND is None:
        pytest.skip("Not run: there is no Dovecot here. On Debian: apt-get install dovecot-imapd")
    home = Path(tempfile.mkdtemp(prefix="tandem-dovecot-"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server = Server(free.getsockname()[1], home)
    _furnish(server)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)


def _furnish(server: Server) -> None:
    """Its configuration. Started by root it wants users of its own, who must get to their folder."""
    home, mail = server.home, server.home / "mail"
    mail.mkdir()
    if os.getuid() == 0:
        own = getpwnam("dovecot")
        uid, gid, users, chroot = own.pw_uid, own.pw_gid, "", ""
        home.chmod(0o711)
        os.chown(mail, uid, gid)
    else:
        uid, gid, name = os.getuid(), os.getgid(), getuser()
        group = getgrgid(gid).gr_name
        users = f"default_internal_user = {name}\ndefault_login_user = {name}\ndefault_internal_group = {group}"
        chroot = "chroot ="
    values = {"home": home, "uid": uid, "gid": gid, "users": users, "chroot": chroot}
    (home / "dovecot.conf").write_text(CONFIG.format(**values, port=server.port, password=PASSWORD))
