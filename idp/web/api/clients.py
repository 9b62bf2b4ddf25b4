"""Relying services and resource servers. A change names the version that it is made on (If-Match).

A secret is told once, in the answer to whoever asked for it.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from idp.administration import audiences, clients
from idp.administration.client_metadata import read
from idp.administration.refusal import Refused
from idp.protocol.client import Client
from idp.protocol.ports import Audience
from idp.web.api.answering import Told, must_match
from idp.web.api.call import Call
from idp.web.api.models import ClientId, Code, Line, Outcome, Strict, Uri
from idp.web.api.problems import Problem

Uris = Annotated[list[Uri], Field(max_length=50)]
Word = Annotated[str, Field(pattern=r"^[!-~]{1,128}$")]
Words = Annotated[list[Word], Field(max_length=100)]
Scope = Annotated[str, Field(pattern=r"^[\x21\x23-\x5b\x5d-\x7e]{1,128}$")]


class ClientPath(Strict):
    """A client by its id."""

    client_id: ClientId


class NewClient(Strict):
    """Registration metadata (OIDC Registration §2) and the organisation that it belongs to."""

    client_name: Line
    profile: Literal["standard", "compatible"] = "standard"
    authentication_method: Word = "client_secret_basic"
    redirect_uris: Uris = Field(default_factory=list)
    post_logout_redirect_uris: Uris = Field(default_factory=list)
    backchannel_logout_uri: Uri | None = None
    grant_types: Words = Field(default_factory=lambda: ["authorization_code"])
    scopes: Words = Field(default_factory=lambda: ["openid"])
    audiences: Uris = Field(default_factory=list)
    application_type: Literal["web", "native"] = "web"
    subject_type: Literal["pairwise", "public"] = "pairwise"
    sector: Line | None = None
    jwks: dict[str, Any] | None = None
    jwks_uri: Uri | None = None
    minimum_level: Annotated[int, Field(ge=1, le=2)] = 1
    organisation: Code | None = None
    logo_uri: Uri | None = None
    policy_uri: Uri | None = None
    tos_uri: Uri | None = None


class CreatedClient(Strict):
    """The new client; its secret is told this once."""

    client_id: str
    client_secret: str | None


class MoreAudiences(Strict):
    """Resource servers that it may ask for, too."""

    audiences: Annotated[list[Uri], Field(min_length=1, max_length=50)]


class ClientAudiences(Strict):
    """All that it may ask for now."""

    client_id: str
    audiences: list[str]


class NewSecret(Strict):
    """The new secret, told this once; the newest of the old ones works beside it."""

    client_id: str
    client_secret: str


class Ground(Strict):
    """Why, in one line of the trail."""

    ground: Line


class NewAudience(Strict):
    """A resource server (RFC 8707); its owner may introspect its tokens."""

    uri: Uri
    name: Line
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=100)]
    owner: ClientId | None = None


class AudienceDocument(Strict):
    """The resource server as it is now."""

    uri: str
    name: str
    scopes: list[str]
    owner: str | None


def create(call: Call, body: NewClient) -> Told:
    """The client exists, at version 1."""
    call.permit(body.organisation)
    document = body.model_dump(exclude_none=True)
    document["scope"] = " ".join(document.pop("scopes"))
    made = clients.create(read(document), call.context)
    told = CreatedClient(client_id=made.client.client_id, client_secret=made.secret)
    return Told(body=told, version=made.client.version)


def allow_audiences(call: Call, path: ClientPath, body: MoreAudiences) -> Told:
    """The client may ask for tokens for these, too."""
    before = revealed(call, path)
    must_match(call, before.version)
    clients.allow_audiences(path.client_id, tuple(body.audiences), call.context)
    after = _next(call, before)
    told = ClientAudiences(client_id=after.client_id, audiences=list(after.audiences))
    return Told(body=told, version=after.version)


def rotate_secret(call: Call, path: ClientPath) -> Told:
    """The client has a new secret beside its newest old one."""
    before = revealed(call, path)
    must_match(call, before.version)
    secret = clients.rotate_secret(path.client_id, call.context)
    after = _next(call, before)
    told = NewSecret(client_id=after.client_id, client_secret=secret)
    return Told(body=told, version=after.version)


def disable(call: Call, path: ClientPath, body: Ground) -> Told:
    """The client is refused everywhere, and its grants with it."""
    revealed(call, path)
    clients.disable(path.client_id, body.ground, call.context)
    return Told(body=Outcome(outcome="disabled"))


def enable(call: Call, path: ClientPath, body: Ground) -> Told:
    """The client may ask again."""
    revealed(call, path)
    clients.enable(path.client_id, body.ground, call.context)
    return Told(body=Outcome(outcome="enabled"))


def create_audience(call: Call, body: NewAudience) -> Told:
    """Tokens may be meant for it; it belongs where its owner does."""
    owner = None if body.owner is None else call.context.clients.get(body.owner)
    call.permit(None if owner is None else owner.organisation)
    made = Audience(uri=body.uri, name=body.name, scopes=tuple(body.scopes), owner=body.owner)
    audiences.create(made, call.context)
    told = AudienceDocument(
        uri=made.uri, name=made.name, scopes=list(made.scopes), owner=made.owner
    )
    return Told(body=told)


def revealed(call: Call, path: ClientPath) -> Client:
    """The client of this id, where the caller may act on it; else it does not exist for them."""
    client = call.context.clients.get(path.client_id)
    if client is None:
        raise Refused("unknown_client", "There is no client of this id.")
    call.reveal(client.organisation)
    return client


def _next(call: Call, before: Client) -> Client:
    """The version after this one, and no later one: somebody may have been between."""
    after = call.context.clients.get(before.client_id)
    if after is None or after.version != before.version + 1:
        raise Problem(412, "changed_meanwhile", "It was changed; read it again.")
    return after
