"""An OpenID Connect provider on this machine: a page with a link for each person, and tokens signed with a key of its own.

`python -m tests.e2e.login_provider PORT`
"""

import sys
import time
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

PEOPLE = ("ada@example.org", "bob@example.org")
CLIENT = "dailies"
KEY = RSAKey.generate_key(2048, {"kid": "one"})
nonces: dict[str, str] = {}


def address(request: Request) -> str:
    return f"{request.url.scheme}://{request.url.netloc}"


async def metadata(request: Request) -> Response:
    here = address(request)
    return JSONResponse(
        {
            "issuer": here,
            "authorization_endpoint": f"{here}/authorize",
            "token_endpoint": f"{here}/token",
            "jwks_uri": f"{here}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        }
    )


async def authorize(request: Request) -> Response:
    asked = request.query_params
    if (person := asked.get("person")) is None:
        links = [f'<a href="?{urlencode({**asked, "person": one})}">{one}</a>' for one in PEOPLE]
        return HTMLResponse(f"<h1>Who are you?</h1>{' '.join(links)}")
    nonces[person] = asked.get("nonce", "")
    return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': person, 'state': asked['state']})}")


async def token(request: Request) -> Response:
    person, now = str((await request.form())["code"]), int(time.time())
    claims = {"iss": address(request), "aud": CLIENT, "sub": person, "email": person, "name": person.partition("@")[0]}
    claims |= {"iat": now, "exp": now + 600, "nonce": nonces.pop(person, "")}  # type: ignore[dict-item]
    signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims, KEY)
    return JSONResponse({"access_token": "x", "token_type": "Bearer", "expires_in": 600, "id_token": signed})


async def jwks(_: Request) -> Response:
    return JSONResponse({"keys": [{**KEY.as_dict(private=False), "use": "sig", "alg": "RS256"}]})


app = Starlette(
    routes=[
        Route("/.well-known/openid-configuration", metadata),
        Route("/authorize", authorize),
        Route("/token", token, methods=["POST"]),
        Route("/jwks", jwks),
    ]
)

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
