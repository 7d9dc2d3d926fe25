# A mail server for tests: aiosmtpd with STARTTLS demanded and a log-in, which prints each letter as a line of JSON.
# Arguments: certificate, key, user, password. Prints {"port": N} first. A recipient at "refused.example" is refused for
# good, one at "later.example" the first time only.
import asyncio
import json
import logging
import ssl
import sys
from email import message_from_bytes, policy

from aiosmtpd.smtp import SMTP, AuthResult

logging.getLogger("mail.log").setLevel(logging.ERROR)
certificate, key, user, password = sys.argv[1:5]
seen = set()


def say(value):
    print(json.dumps(value), flush=True)


class Letters:
    async def handle_RCPT(self, server, session, envelope, address, options):
        domain = address.split("@")[-1]
        if domain == "refused.example":
            return "550 5.1.1 No such mailbox"
        if domain == "later.example" and address not in seen:
            seen.add(address)
            return "451 4.7.1 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        letter = message_from_bytes(envelope.content, policy=policy.default)
        say(
            {
                "from": envelope.mail_from,
                "to": envelope.rcpt_tos,
                "headers": {name: str(value) for name, value in letter.items()},
                "text": letter.get_content(),
                "tls": session.ssl is not None,
                "user": session.auth_data.decode() if session.auth_data else None,
            }
        )
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    good = data.login.decode() == user and data.password.decode() == password
    return AuthResult(success=good, auth_data=data.login)


async def serve():
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    letters = Letters()
    connection = lambda: SMTP(
        letters, tls_context=tls, require_starttls=True, authenticator=authenticate, auth_required=True
    )
    server = await asyncio.get_running_loop().create_server(connection, "127.0.0.1", 0)
    say({"port": server.sockets[0].getsockname()[1]})
    await server.serve_forever()


asyncio.run(serve())
