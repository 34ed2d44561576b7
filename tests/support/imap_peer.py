"""A real Dovecot on loopback with one mailbox, and an endpoint for access tokens. Ends with stdin.

Says "port <imap> <http>". The password of everybody is "geheim", and so is the access token that
the endpoint gives for the refresh token "erneuern". Mails are files in <folder>/Maildir/new.
"""
import grp
import http.server
import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import sys
import threading
import urllib.parse

CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{folder}/Maildir
auth_mechanisms = plain login xoauth2
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  args = password=geheim
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}
}}
"""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def answers(port):
    with socket.socket() as client:
        client.settimeout(5)
        try:
            client.connect(("127.0.0.1", port))
            return client.recv(100).startswith(b"* OK")
        except OSError:
            return False


class Tokens(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        form = urllib.parse.parse_qs(body)
        good = form.get("refresh_token") == ["erneuern"] and form.get("client_id") == ["kontor"]
        self.send_response(200 if good else 400)
        self.end_headers()
        self.wfile.write(b'{"access_token": "geheim", "expires_in": 3600}' if good
                         else b'{"error": "invalid_grant"}')

    def log_message(self, *_):
        pass


def main():
    folder = pathlib.Path(sys.argv[2])
    program = shutil.which("dovecot") or "/usr/sbin/dovecot"
    if not os.access(program, os.X_OK):
        sys.exit("no dovecot")
    for name in ("run", "state", "Maildir/new", "Maildir/cur", "Maildir/tmp"):
        (folder / name).mkdir(parents=True)
    port = free_port()
    (folder / "conf").write_text(CONFIG.format(
        folder=folder, port=port, user=pwd.getpwuid(os.getuid()).pw_name,
        group=grp.getgrgid(os.getgid()).gr_name))
    tokens = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Tokens)
    threading.Thread(target=tokens.serve_forever, daemon=True).start()
    dovecot = subprocess.Popen([program, "-F", "-c", str(folder / "conf")],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while dovecot.poll() is None and not answers(port):
            pass
        print("port", port, tokens.server_address[1], flush=True)
        sys.stdin.read()
    finally:
        dovecot.terminate()
        dovecot.wait()


if __name__ == "__main__":
    main()
