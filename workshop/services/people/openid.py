"""Log in by OpenID Connect: send a browser to the provider, and check what it brings back.

The authorization code flow with state, nonce and PKCE. Nothing of what a provider says is shown to readers:
it goes to the log.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import requests
from authlib.integrations.flask_client import OAuth, OAuthError
from flask import Flask, current_app, request, session
from joserfc.errors import ClaimError, InvalidClaimError, JoseError

from workshop.account_settings import OpenIdSettings
from workshop.errors import Problem
from workshop.extensions import db
from workshop.i18n import gettext

PATIENCE: Final = timedelta(minutes=15)
"""For so long after it was sent to the provider, a browser may come back."""
LEEWAY_S: Final = 120
"""By so much the provider's clock and ours may differ."""
_TIMEOUT_S: Final = 10
# Claims that say when a login is valid.
_TIMES: Final = {"exp", "iat", "nbf"}
_MOST_WAITING: Final = 3
_LONGEST_SUBJECT: Final = 255
_NAME: Final = "openid"
_WAITING: Final = f"_state_{_NAME}_"
# Signed with the provider's own key; a shared secret or no signature at all is refused.
_ALGORITHMS: Final = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA", "Ed25519"),
)


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who somebody is at the provider; ``email`` is empty unless the provider has verified it."""

    subject: str
    name: str = ""
    email: str = ""
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """Somebody who came back from the provider: who they are, their claims, and what they wanted."""

    identity: Identity
    claims: Mapping[str, Any]
    wanted: Mapping[str, str]


def open_openid(app: Flask, settings: OpenIdSettings | None) -> None:
    """Prepare the client of the provider that the settings name."""
    if settings is None:
        return
    oauth = OAuth(app)
    oauth.register(
        _NAME,
        client_id=settings.client_id,
        client_secret=settings.client_secret,
        server_metadata_url=f"{settings.issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "default_timeout": _TIMEOUT_S,
        },
    )


def provider() -> OpenIdSettings | None:
    """Return the settings of the provider; None if this installation has none."""
    found: OpenIdSettings | None = current_app.config["ACCOUNTS"].openid
    return found


def needed_provider() -> OpenIdSettings:
    """Return the settings of the provider, or raise a :class:`Problem`."""
    found = provider()
    if found is None:
        raise Problem(
            gettext("This installation has no login of an organisation."),
            gettext("Log in with your name and password."),
            status=404,
        )
    return found


def begin(back: str, now: datetime, **wanted: str) -> str:
    """Return the provider's address to send a browser to; ``wanted`` comes back with it.

    Raises
    ------
    Problem
        If the provider does not answer, or is not the one that the settings name.
    """
    settings = needed_provider()
    # No connection to the database is held while the provider is waited for.
    db.session.rollback()
    with _problems_of(settings):
        client = _client(settings)
        request_made = client.create_authorization_url(back)
    _forget_oldest()
    client.save_authorize_data(
        redirect_uri=back,
        at=now.isoformat(),
        **wanted,
        **{name: request_made[name] for name in ("state", "nonce", "code_verifier")},
    )
    return str(request_made["url"])


def receive(now: datetime) -> Arrival:
    """Check what a browser brings from the provider, once; raise a :class:`Problem` if it proves nothing."""
    settings = needed_provider()
    client = current_app.extensions["authlib.integrations.flask_client"].create_client(_NAME)
    state = request.args.get("state", "")
    kept = client.framework.get_state_data(session, state)
    if kept is None or now - datetime.fromisoformat(kept["at"]) > PATIENCE:
        client.framework.clear_state_data(session, state)
        raise Problem(
            gettext("This login was not begun in this browser, or too long ago."),
            gettext("Begin again from the login page, and do not use the browser’s back button meanwhile."),
        )
    db.session.rollback()
    try:
        with _problems_of(settings):
            return _exchange(settings, kept)
    finally:
        client.framework.clear_state_data(session, state)


def _exchange(settings: OpenIdSettings, kept: Mapping[str, str]) -> Arrival:
    if "error" in request.args:
        raise OAuthError(request.args["error"], request.args.get("error_description"))
    # A provider that names itself in its answer must be the one that was asked (RFC 9207).
    if request.args.get("iss", settings.issuer) != settings.issuer:
        raise InvalidClaimError("iss")
    client = _client(settings)
    token = client.authorize_access_token(
        claims_options={
            "iss": {"essential": True, "value": settings.issuer},
            "aud": {"essential": True, "value": settings.client_id},
            "sub": {"essential": True},
        },
        leeway=LEEWAY_S,
    )
    claims: dict[str, Any] = dict(token.get("userinfo") or {})
    if not claims:
        raise InvalidClaimError("id_token")
    if not isinstance(claims["sub"], str) or not 1 <= len(claims["sub"]) <= _LONGEST_SUBJECT:
        raise InvalidClaimError("sub")
    if "email" not in claims and "userinfo_endpoint" in client.server_metadata:
        more = dict(client.userinfo(token=token))
        if more.get("sub") != claims["sub"]:
            raise InvalidClaimError("sub")
        claims = {**more, **claims}
    wanted = {name: value for name, value in kept.items() if name in ("purpose", "next", "invitation")}
    return Arrival(identity=_read_identity(claims), claims=claims, wanted=wanted)


def _client(settings: OpenIdSettings) -> Any:
    """Return the client with what the provider publishes about itself, which must be the provider we know."""
    client = current_app.extensions["authlib.integrations.flask_client"].create_client(_NAME)
    metadata = client.load_server_metadata()
    if metadata.get("issuer") != settings.issuer:
        # To be asked for again next time.
        client.server_metadata.clear()
        raise InvalidClaimError("iss")
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [each for each in offered if each in _ALGORITHMS]
    methods = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if "client_secret_basic" not in methods and "client_secret_post" in methods:
        client.client_kwargs["token_endpoint_auth_method"] = "client_secret_post"  # noqa: S105  # a method
    return client


def _read_identity(claims: Mapping[str, Any]) -> Identity:
    def text(name: str, most: int) -> str:
        value = claims.get(name)
        return " ".join(value.split())[:most] if isinstance(value, str) else ""

    email = text("email", 200).casefold()
    verified = claims.get("email_verified") in (True, "true")
    name = text("name", 80) or text("preferred_username", 80)
    return Identity(
        subject=claims["sub"],
        name=name,
        email=email if verified and "@" in email else "",
        label=(text("email", 120) or text("preferred_username", 120) or name),
    )


def _forget_oldest() -> None:
    """Keep the cookie small: of logins that were begun and never ended, the newest are enough."""
    waiting = sorted(
        (key for key in session if key.startswith(_WAITING)), key=lambda key: float(session[key]["exp"])
    )
    for key in waiting[: max(0, len(waiting) - _MOST_WAITING + 1)]:
        session.pop(key)


@contextmanager
def _problems_of(settings: OpenIdSettings) -> Iterator[None]:
    """Say in words what failed at the provider; the details go to the log."""
    name = settings.name
    again = gettext("Nobody is logged in. Try again; if it happens again, tell an administrator.")
    try:
        yield
    except OAuthError as error:
        _log(error)
        if error.error == "access_denied":
            raise Problem(
                gettext("The login with %(name)s was cancelled or refused.", name=name),
                gettext(
                    "Nobody is logged in. Log in again, or ask those who run %(name)s for access.", name=name
                ),
                status=403,
            ) from error
        raise Problem(
            gettext("%(name)s did not accept this login.", name=name),
            again + " " + gettext("The server’s log says what the provider answered."),
            status=502,
        ) from error
    except ClaimError as error:
        _log(error)
        raise _explain_claim(error, name) or _not_proven(name, again) from error
    except (requests.RequestException, RuntimeError, KeyError) as error:
        _log(error)
        raise Problem(
            gettext("%(name)s does not answer as it should.", name=name),
            gettext("Nobody is logged in. Try again in a few minutes.") + " " + _say_meanwhile(),
            status=502,
        ) from error
    except (JoseError, ValueError, TypeError) as error:
        _log(error)
        raise _not_proven(name, again) from error


def _explain_claim(error: ClaimError, name: str) -> Problem | None:
    """Say what is wrong where the administrator can mend it: a clock, or the issuer."""
    if error.claim in _TIMES:
        return Problem(
            gettext("%(name)s and this server do not agree on the time.", name=name),
            gettext(
                "The login counts as expired or as not yet valid, and nobody is logged in. An administrator "
                "sets this server’s clock by a time server."
            )
            + f" {_say_meanwhile()}",
            status=502,
        )
    if error.claim == "iss":
        return Problem(
            gettext("The login does not come from the provider that this installation knows."),
            gettext(
                "Nobody is logged in. An administrator compares the setting HANDLINGSROM_OIDC_ISSUER with "
                "what %(name)s states as its issuer; each character counts.",
                name=name,
            ),
            status=502,
        )
    return None


def _say_meanwhile() -> str:
    """Say how people get in without the provider."""
    if current_app.config["ACCOUNTS"].passwords:
        return gettext("Until then, use a password or a login link, which an administrator can make for you.")
    return gettext("Until then, use a login link, which an administrator can make for you.")


def _not_proven(name: str, again: str) -> Problem:
    return Problem(
        gettext("What %(name)s sent does not prove who you are.", name=name),
        again + " " + gettext("The server’s log says what the provider answered."),
        status=502,
    )


def _log(error: Exception) -> None:
    current_app.logger.warning("login by OpenID Connect failed: %s: %.300r", type(error).__name__, str(error))
