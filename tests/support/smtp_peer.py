"""A real SMTP server on loopback that behaves as its mode says. For tests of mail out.

usage: smtp_peer.py MODE FOLDER
Prints "port <n>" when it listens. Each message that it got whole is a file <k>.json in FOLDER
{"from", "to": [...], "data"}; it is written before the answer is given. Ends on SIGTERM or when
standard input closes, so that it never outlives the test.
"""
import asyncio
import json
import logging
import pathlib
import ssl
import subprocess
import sys
import warnings

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

REPLIES = {
    "recipient-450": "450 4.2.1 mailbox busy, try later",
    "recipient-550": "550 5.1.1 no such user here",
    "message-451": "451 4.3.0 disk is full today",
    "message-554": "554 5.7.1 this looks like advertising",
}
TLS_MODES = {"starttls", "smtps", "starttls-auth"}


class Handler:
    def __init__(self, mode, folder):
        self.mode = mode
        self.folder = folder
        self.count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.mode.startswith("recipient-"):
            return REPLIES[self.mode]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    def keep(self, envelope):
        content = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "data": envelope.content.decode("utf-8"),
        }
        # Whoever reads meanwhile finds a whole mail or none.
        written = self.folder / f"{self.count}.part"
        written.write_text(json.dumps(content))
        written.rename(self.folder / f"{self.count}.json")
        self.count += 1

    async def handle_DATA(self, server, session, envelope):
        if self.mode.startswith("message-"):
            return REPLIES[self.mode]
        self.keep(envelope)
        if self.mode == "reply-slow":
            await asyncio.sleep(3600)
        lost = self.mode == "reply-lost" or (self.mode == "reply-lost-once" and self.count == 1)
        if lost:
            server.transport.abort()
        return "250 2.0.0 taken"


class Server(SMTP):
    async def smtp_EHLO(self, hostname):
        if self.event_handler.mode == "slow":
            await asyncio.sleep(3600)
        await super().smtp_EHLO(hostname)

    async def smtp_DATA(self, argument):
        if self.event_handler.mode == "dropped":
            await self.push("354 go on")
            await self._reader.readline()
            self.transport.abort()
            return
        await super().smtp_DATA(argument)


def authenticate(server, session, envelope, mechanism, data):
    good = (
        isinstance(data, LoginPassword)
        and data.login == b"kontor"
        and data.password in (b"richtig", b"kanari-mailpasswort")
    )
    return AuthResult(success=good, handled=good)


def tls_context(folder):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", folder / "key.pem", "-out", folder / "ca.pem"],
        check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "ca.pem", folder / "key.pem")
    return context


async def main(mode, folder):
    loop = asyncio.get_running_loop()
    context = tls_context(folder) if mode in TLS_MODES else None
    handler = Handler(mode, folder)
    options = {"hostname": "peer.example", "ident": "test peer"}
    if mode.startswith("starttls"):
        options.update(tls_context=context, require_starttls=True)
    if mode.endswith("auth"):
        options.update(
            authenticator=authenticate, auth_required=True,
            auth_require_tls=mode.startswith("starttls"))
    server = await loop.create_server(
        lambda: Server(handler, loop=loop, **options), "127.0.0.1", 0,
        ssl=context if mode == "smtps" else None)
    print("port", server.sockets[0].getsockname()[1], flush=True)
    parent_gone = loop.create_future()
    loop.add_reader(sys.stdin, lambda: parent_gone.done() or parent_gone.set_result(None))
    await parent_gone
    server.close()


# What aiosmtpd has to say about unsafe settings does not concern tests.
logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")
asyncio.run(main(sys.argv[1], pathlib.Path(sys.argv[2])))
